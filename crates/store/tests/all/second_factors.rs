//! Second factors: begun, enrolled, each step and code used once, removed.

use domain::time::minutes;

use crate::fixtures::{NOW, secret, standing};

store::on_both! {
    async fn acc_16_an_app_is_begun_enrolled_and_removed(store: TestStore) {
        let (ann, bob) = (standing(&store, "ann").await.id, standing(&store, "bob").await.id);
        let tx = store.begin_write().await.unwrap();
        assert!(tx.begin_totp(ann, vec![1], NOW).await.unwrap());
        assert!(tx.begin_totp(ann, vec![2], NOW.plus(minutes(1))).await.unwrap(), "one begins again");
        let begun = tx.totp_factor(ann).await.unwrap().unwrap();
        assert_eq!((&begun.sealed_seed[..], begun.began_at), (&[2][..], NOW.plus(minutes(1))));
        assert_eq!((begun.enrolled_at, begun.last_step), (None, None));
        assert!(tx.enrol_totp(ann, NOW).await.unwrap());
        assert!(!tx.enrol_totp(ann, NOW).await.unwrap(), "once");
        assert!(!tx.begin_totp(ann, vec![3], NOW).await.unwrap(), "an enrolled one stays");
        let codes = [secret(), secret()];
        tx.replace_recovery_codes(ann, &codes).await.unwrap();
        tx.commit().await.unwrap();
        let reader = store.read();
        assert_eq!(reader.recovery_codes_left(ann).await.unwrap(), 2);
        assert_eq!(reader.recovery_codes_left(bob).await.unwrap(), 0);

        let tx = store.begin_write().await.unwrap();
        assert!(!tx.use_recovery_code(bob, &codes[0]).await.unwrap(), "somebody else's");
        assert!(tx.use_recovery_code(ann, &codes[0]).await.unwrap());
        assert!(!tx.use_recovery_code(ann, &codes[0]).await.unwrap(), "once");
        assert!(tx.remove_second_factor(ann).await.unwrap());
        assert!(!tx.remove_second_factor(ann).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(reader.totp_factor(ann).await.unwrap(), None);
        assert_eq!(reader.recovery_codes_left(ann).await.unwrap(), 0, "they go with it");
    }

    async fn asvs_6_5_1_steps_are_accepted_in_their_order_and_once(store: TestStore) {
        let ann = standing(&store, "ann").await.id;
        let tx = store.begin_write().await.unwrap();
        assert!(!tx.accept_totp_step(ann, 1).await.unwrap(), "there is no app");
        tx.begin_totp(ann, vec![1], NOW).await.unwrap();
        for (step, accepted) in [(7, true), (7, false), (6, false), (8, true)] {
            assert_eq!(tx.accept_totp_step(ann, step).await.unwrap(), accepted, "{step}");
        }
        tx.commit().await.unwrap();
        assert_eq!(store.read().totp_factor(ann).await.unwrap().unwrap().last_step, Some(8));
    }
}
