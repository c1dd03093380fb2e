//! A first sign-in where registration is open (ACC-9).

use app::administration::set_registration;
use app::sign_in::{AttemptKey, Step};
use app::third_party::{Register, RegisterRefusal, my_identities, register, unlink};
use domain::audit::AuditAction;
use domain::permission::Level;
use domain::rate::FailureRule;
use domain::third_party::{Claimed, Registration};
use domain::time::minutes;

use super::{done, entering};
use crate::house::{House, refused};

impl House {
    async fn newcomer_offered(&self, claimed: impl FnOnce(Claimed) -> Claimed) -> (AttemptKey, bool) {
        let going = self.goes().await;
        let claimed = claimed(self.says(&going, "new-there"));
        let code = self.comes_back(&going, claimed).await.unwrap();
        match self.redeems(&code, &going.verifier).await.unwrap() {
            Step::Link(offered) => {
                let key = AttemptKey {
                    id: offered.sign_in,
                    secret: offered.secret,
                };
                (key, offered.may_register)
            }
            other => panic!("an account should be offered: {other:?}"),
        }
    }

    async fn registers(&self, key: &AttemptKey, login: Option<&str>) -> app::failure::Outcome<Step, RegisterRefusal> {
        let form = Register {
            login: login.map(str::to_owned),
            name: None,
        };
        register(&self.app, &self.ctx(), key, &form, entering()).await
    }
}

store::on_both! {
    async fn acc_9_nobody_registers_while_it_is_closed(store: TestStore) {
        let house = House::with_site(store).await;
        let (key, may_register) = house.newcomer_offered(|claimed| claimed).await;
        assert!(!may_register);
        assert_eq!(refused(house.registers(&key, Some("new")).await), "registration_closed");
    }

    async fn acc_9_sign_3_a_first_sign_in_makes_an_account_where_it_is_open(store: TestStore) {
        let house = House::with_site(store).await;
        let root = house.signed_in("root").await;
        set_registration(&house.app, &house.ctx(), &root, Registration::Open).await.unwrap();
        let named = |claimed| Claimed {
            login: Some("nora".to_owned()),
            name: Some("Nora New".to_owned()),
            email: Some("n@example.org".to_owned()),
            ..claimed
        };
        let (key, may_register) = house.newcomer_offered(named).await;
        assert!(may_register);
        let nora = done(house.registers(&key, None).await.unwrap());
        assert_eq!((nora.account.login.as_str(), nora.account.name.as_str()), ("nora", "Nora New"));
        assert_eq!((nora.account.level, nora.account.password_set_at), (Level::Standard, None));
        assert_eq!(house.log(AuditAction::AccountCreated).await[0].details["provider"], "site");
        assert_eq!(refused(house.registers(&key, Some("again")).await), "attempt_over", "once");
        assert_eq!(done(house.enters("new-there").await.unwrap()).account.id, nora.account.id);
        let mine = my_identities(&house.app, &nora).await.unwrap();
        let only = mine.identities[0].id.to_string();
        assert_eq!(refused(unlink(&house.app, &house.ctx(), &nora, &only).await), "only_way_in");
        assert_eq!(house.whose("new-there").await.as_deref(), Some("nora"), "it stays");
    }

    async fn asvs_6_3_8_trying_out_logins_is_throttled_by_address(store: TestStore) {
        let house = House::with_site(store).await;
        house.person("ann").await;
        let root = house.signed_in("root").await;
        set_registration(&house.app, &house.ctx(), &root, Registration::Open).await.unwrap();
        let (key, _) = house.newcomer_offered(|claimed| claimed).await;
        for _ in 0..FailureRule::ADDRESS.limit {
            assert_eq!(refused(house.registers(&key, Some("ann")).await), "login_taken");
        }
        assert_eq!(refused(house.registers(&key, Some("free")).await), "too_many_tries");
        house.pass(minutes(16));
        let (key, _) = house.newcomer_offered(|claimed| claimed).await;
        done(house.registers(&key, Some("free")).await.unwrap());
    }

    async fn acc_9_a_login_that_is_taken_or_missing_is_asked_for_and_nothing_is_lost(store: TestStore) {
        let house = House::with_site(store).await;
        house.person("ann").await;
        let root = house.signed_in("root").await;
        set_registration(&house.app, &house.ctx(), &root, Registration::Open).await.unwrap();
        let (key, _) = house.newcomer_offered(|claimed| Claimed { login: Some("ANN".to_owned()), ..claimed }).await;
        assert_eq!(refused(house.registers(&key, None).await), "login_taken", "whoever says so is not Ann");
        for reserved in ["1001", "boss@corp.example", "Support"] {
            assert_eq!(refused(house.registers(&key, Some(reserved)).await), "login_taken", "{reserved}");
        }
        assert_eq!(refused(house.registers(&key, Some("no spaces")).await), "login_characters");
        assert_eq!(done(house.registers(&key, Some("newcomer")).await.unwrap()).account.login.as_str(), "newcomer");

        let going = house.goes().await;
        let claimed = house.says(&going, "nameless");
        let code = house.comes_back(&going, claimed).await.unwrap();
        let Step::Link(offered) = house.redeems(&code, &going.verifier).await.unwrap() else { panic!("unknown") };
        let key = AttemptKey { id: offered.sign_in, secret: offered.secret };
        assert_eq!(refused(house.registers(&key, None).await), "login_empty");
    }
}
