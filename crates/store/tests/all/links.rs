//! Secrets that work once: links to set a password, and the set-up link.

use domain::ids::AccountId;
use domain::password::PasswordHash;
use domain::secret::SecretHash;
use domain::time::hours;
use store::{NewPasswordLink, Store};

use crate::fixtures::{NOW, secret, standing};

async fn link_for(store: &Store, account: AccountId) -> SecretHash {
    let key = secret();
    let tx = store.begin_write().await.unwrap();
    let new = NewPasswordLink {
        account,
        created_by: Some(account),
        created_at: NOW,
        expires_at: NOW.plus(hours(24)),
    };
    tx.insert_password_link(&new, &key).await.unwrap();
    tx.commit().await.unwrap();
    key
}

store::on_both! {
    async fn a_password_link_works_once(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let key = link_for(&store, ann.id).await;
        assert_eq!(store.read().password_link(&key, NOW).await.unwrap(), Some(ann.clone()));
        let tx = store.begin_write().await.unwrap();
        assert_eq!(tx.redeem_password_link(&secret(), NOW).await.unwrap(), None);
        assert_eq!(tx.redeem_password_link(&key, NOW).await.unwrap(), Some(ann.id));
        assert_eq!(tx.redeem_password_link(&key, NOW).await.unwrap(), None);
        tx.commit().await.unwrap();
        assert_eq!(store.read().password_link(&key, NOW).await.unwrap(), None);
    }

    async fn a_link_dies_with_the_passwords_change(store: TestStore) {
        let (ann, bob) = (standing(&store, "ann").await, standing(&store, "bob").await);
        let (anns, bobs) = (link_for(&store, ann.id).await, link_for(&store, bob.id).await);
        let tx = store.begin_write().await.unwrap();
        assert!(tx.set_password(ann.id, &PasswordHash::from_phc("new".to_owned()), NOW).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(store.read().password_link(&anns, NOW).await.unwrap(), None);
        let tx = store.begin_write().await.unwrap();
        assert_eq!(tx.redeem_password_link(&anns, NOW).await.unwrap(), None);
        drop(tx);
        assert_eq!(store.read().password_link(&bobs, NOW).await.unwrap(), Some(bob.clone()), "others keep theirs");
    }

    async fn a_redemption_that_is_rolled_back_used_nothing_up(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let key = link_for(&store, ann.id).await;
        let tx = store.begin_write().await.unwrap();
        assert!(tx.redeem_password_link(&key, NOW).await.unwrap().is_some());
        drop(tx);
        assert!(store.read().password_link(&key, NOW).await.unwrap().is_some());
    }

    async fn cve_2026_28268_expired_and_older_links_are_dead(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let older = link_for(&store, ann.id).await;
        let newer = link_for(&store, ann.id).await;
        let late = NOW.plus(hours(24));
        assert_eq!(store.read().password_link(&older, NOW).await.unwrap(), None, "the newer link replaced it");
        assert_eq!(store.read().password_link(&newer, late).await.unwrap(), None, "expired, without any sweeper");
        let tx = store.begin_write().await.unwrap();
        assert_eq!(tx.redeem_password_link(&older, NOW).await.unwrap(), None);
        assert_eq!(tx.redeem_password_link(&newer, late).await.unwrap(), None);
        tx.commit().await.unwrap();
    }

    async fn acc_18_the_set_up_secret_works_once_and_only_the_newest(store: TestStore) {
        let (older, newer) = (secret(), secret());
        let tx = store.begin_write().await.unwrap();
        assert!(!tx.redeem_setup(&older).await.unwrap(), "nothing is on offer");
        tx.offer_setup(&older).await.unwrap();
        tx.offer_setup(&newer).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!store.read().is_setup_secret(&older).await.unwrap());
        assert!(store.read().is_setup_secret(&newer).await.unwrap());
        let tx = store.begin_write().await.unwrap();
        assert!(!tx.redeem_setup(&older).await.unwrap());
        assert!(tx.redeem_setup(&newer).await.unwrap());
        assert!(!tx.redeem_setup(&newer).await.unwrap());
        tx.offer_setup(&older).await.unwrap();
        tx.withdraw_setup().await.unwrap();
        assert!(!tx.redeem_setup(&older).await.unwrap());
        tx.commit().await.unwrap();
    }
}
