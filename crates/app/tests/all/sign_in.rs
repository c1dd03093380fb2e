//! Signing in (SIGN-1, SIGN-2, SIGN-6, CNF-2, SES-10).

use std::sync::Arc;

use app::accounts::NewAccount;
use app::failure::{Failure, Refusal as _};
use app::hasher::Cost;
use app::settings::Settings;
use app::sign_in::SignIn;
use domain::account::AccountType;
use domain::identifier::{IdentifierKey, Login};
use domain::ids::AccountId;
use domain::name::DisplayName;
use domain::permission::Level;
use domain::secret::Secret;
use domain::session::{Client, Device, EndReason};
use domain::sign_in::Entrance;
use store::AccountInserted;

use crate::house::{House, PASSWORD, form, newcomer, refused};

/// An account whose holder has not set a password yet.
async fn without_password(house: &House, login: &str) {
    let account = domain::account::Account {
        id: AccountId::new(house.now(), &app::testing::SeededEntropy::new(99)),
        login: Login::parse(login).unwrap(),
        name: DisplayName::parse(login).unwrap(),
        number: None,
        account_type: AccountType::Ws,
        level: Level::Standard,
        created_at: house.now(),
        password_set_at: None,
        suspended_at: None,
        session_limit: None,
    };
    let tx = house.store.begin_write().await.unwrap();
    assert_eq!(tx.insert_account(&account, None).await.unwrap(), AccountInserted::Done);
    tx.commit().await.unwrap();
}

store::on_both! {
    async fn sign_1_g6_asvs_6_3_8_wrong_login_wrong_password_and_no_password_are_answered_alike(store: TestStore) {
        let house = House::on(store);
        house.account(newcomer("ann")).await;
        without_password(&house, "bob").await;
        let too_long = "x".repeat(5_000);
        for (login, password) in [("ann", "wrong"), ("nobody", PASSWORD), ("bob", PASSWORD), ("bob", ""), ("", "")] {
            let before = house.app.hasher().comparisons();
            let failure = house.sign_in(form(login, password)).await.unwrap_err();
            let Failure::Refused(refusal) = failure else { panic!("{failure:?}") };
            assert_eq!((refusal.code(), refusal.retry_after()), ("wrong_credentials", None), "{login}");
            assert_eq!(house.app.hasher().comparisons(), before + 1, "{login}: the same work for all");
        }
        assert_eq!(refused(house.sign_in(form("ann", &too_long)).await), "wrong_credentials");
        assert!(house.sign_in(form("ann", PASSWORD)).await.is_ok());
    }

    async fn sign_1_one_signs_in_by_login_or_number_however_spelt(store: TestStore) {
        let house = House::on(store);
        house.account(NewAccount { number: Some("4711".to_owned()), ..newcomer("Jörg.K") }).await;
        for login in ["Jörg.K", " jörg.k ", "JÖRG.\u{212A}", "4711", "４７１１"] {
            let done = house.sign_in(form(login, PASSWORD)).await.unwrap();
            assert_eq!(done.account.login.as_str(), "Jörg.K", "{login}");
        }
    }

    async fn sign_6_asvs_7_2_1_7_2_2_each_session_has_a_secret_of_its_own_that_is_stored_hashed(store: TestStore) {
        let house = House::on(store);
        house.account(newcomer("ann")).await;
        let (first, second) =
            (house.sign_in(form("ann", PASSWORD)).await.unwrap(), house.sign_in(form("ann", PASSWORD)).await.unwrap());
        assert_ne!(first.secret.reveal(), second.secret.reveal());
        for done in [&first, &second] {
            let secret = Secret::parse(&done.secret.reveal()).unwrap();
            let actor = app::sessions::authenticate(&house.app, &house.ctx(), &secret).await.unwrap();
            assert_eq!((actor.session.id, actor.account.id), (done.session.id, first.account.id));
            // Whoever reads the table has a hash, and the hash opens nothing.
            let from_the_table = Secret::parse(&base64url(secret.hash().as_bytes())).unwrap();
            let stolen = app::sessions::authenticate(&house.app, &house.ctx(), &from_the_table).await;
            assert_eq!(refused(stolen), "signed_out");
        }
    }

    async fn cnf_2_only_ws_accounts_enter_directly_and_others_hear_it_after_the_right_password(store: TestStore) {
        let house = House::on(store);
        for &account_type in AccountType::ALL {
            let login = account_type.code();
            house.account(NewAccount { account_type, ..newcomer(login) }).await;
            let direct = |password| SignIn { entrance: Entrance::Conference, ..form(login, password) };
            assert_eq!(refused(house.sign_in(direct("wrong")).await), "wrong_credentials", "{login}");
            let outcome = house.sign_in(direct(PASSWORD)).await;
            if account_type == AccountType::Ws {
                assert!(outcome.is_ok());
            } else {
                assert_eq!(refused(outcome), "use_personal_account", "{login}");
            }
            assert!(house.sign_in(form(login, PASSWORD)).await.is_ok(), "{login} through the personal account");
        }
    }

    async fn ses_10_signing_in_over_a_cookie_ends_that_session_first(store: TestStore) {
        let house = House::on(store);
        let (ann, bob) = (house.person("ann").await, house.person("bob").await);
        let same = SignIn { replaces: Some(ann.session.id), ..form("ann", PASSWORD) };
        house.sign_in(same).await.unwrap();
        let another = SignIn { replaces: Some(bob.session.id), ..form("ann", PASSWORD) };
        house.sign_in(another).await.unwrap();
        for (actor, reason) in [(&ann, EndReason::Replaced), (&bob, EndReason::SignedOut)] {
            assert_eq!(house.again(actor).await.session.ended, Some((house.now(), reason)));
        }
        // A wrong password ends nothing.
        let bob = house.signed_in("bob").await;
        let wrong = SignIn { replaces: Some(bob.session.id), ..form("ann", "wrong") };
        assert_eq!(refused(house.sign_in(wrong).await), "wrong_credentials");
        assert_eq!(house.again(&bob).await.session.ended, None);
    }

    async fn ses_10_a_device_that_signs_in_again_replaces_its_own_session(store: TestStore) {
        let house = House::on(store);
        house.account(newcomer("ann")).await;
        let from = |device_secret: Option<&Secret>| SignIn {
            client: Client::Desktop,
            device: Device::described(Some("laptop"), None, None, None),
            device_secret: device_secret.cloned(),
            ..form("ann", PASSWORD)
        };
        let first = house.sign_in(from(None)).await.unwrap();
        let other = house.sign_in(from(None)).await.unwrap();
        let again = house.sign_in(from(Some(&first.device_secret))).await.unwrap();
        let live = house.store.read().live_sessions(first.account.id, house.now()).await.unwrap();
        let ids: Vec<_> = live.iter().map(|session| session.id).collect();
        assert_eq!(ids.len(), 2);
        assert!(ids.contains(&other.session.id) && ids.contains(&again.session.id));
    }

    async fn ses_9_keep_me_signed_in_is_for_apps_only(store: TestStore) {
        let house = House::on(store);
        house.account(newcomer("ann")).await;
        for (client, kept) in [(Client::Web, false), (Client::Mobile, true), (Client::Desktop, true)] {
            let done = house.sign_in(SignIn { client, keep: true, ..form("ann", PASSWORD) }).await.unwrap();
            assert_eq!(done.session.kept, kept, "{client}");
        }
    }

    async fn asvs_11_4_2_a_hash_of_another_cost_is_renewed_at_sign_in(store: TestStore) {
        let store = Arc::new(store);
        let cheap = House::with(Arc::clone(&store), Cost::insecure_test(), Settings::default(), 1);
        cheap.account(newcomer("ann")).await;
        let dear = House::with(Arc::clone(&store), Cost::FLOOR, Settings::default(), 2);
        let hash = || async {
            let found = store.read().credentials_by_identifier(&IdentifierKey::of("ann")).await.unwrap().unwrap();
            found.password_hash.unwrap().as_phc().to_owned()
        };
        assert!(hash().await.contains("m=64,t=1"));
        assert_eq!(refused(dear.sign_in(form("ann", "wrong")).await), "wrong_credentials");
        assert!(hash().await.contains("m=64,t=1"), "only the right password is at hand to hash again");
        dear.sign_in(form("ann", PASSWORD)).await.unwrap();
        assert!(hash().await.contains("m=19456,t=2"));
        dear.sign_in(form("ann", PASSWORD)).await.unwrap();
    }
}

fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let sixes = bytes.chunks(3).flat_map(|chunk| {
        let word = chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        (0..=chunk.len()).map(move |n| (word >> (18 - 6 * n)) & 63)
    });
    sixes.map(|six| char::from(ALPHABET[six as usize])).collect()
}
