//! Redeeming what somebody came back with: once, by the client that began, under the rules of every sign-in.

use app::sessions::sweep;
use app::sign_in::{AttemptKey, Choose, Step, choose_session, prove_second_factor};
use app::third_party::{Entering, redeem};
use domain::account::AccountType;
use domain::audit::AuditAction;
use domain::permission::Level;
use domain::session::EndReason;
use domain::sign_in::Entrance;
use domain::third_party::CODE_LIFE;
use domain::time::{Duration, days, hours};

use super::{brought, done, entering, site};
use crate::house::{House, PASSWORD, form, newcomer, refused};

store::on_both! {
    async fn sign_3_somebody_known_there_is_signed_in_here(store: TestStore) {
        let house = House::with_site(store).await;
        house.person("ann").await;
        house.knows("ann", "ann-there").await;
        let ann = done(house.enters("ann-there").await.unwrap());
        assert_eq!((ann.account.login.as_str(), ann.session.slot), ("ann", Some(2)));
        let entry = &house.log(AuditAction::SignedIn).await[0];
        assert_eq!((entry.actor, &entry.details["provider"]), (Some(ann.account.id), &"site".into()));
        let bobs = house.enters("Ann-there").await.unwrap();
        assert!(matches!(bobs, Step::Link(_)), "a subject is spelt exactly: {bobs:?}");
    }

    repeated async fn g4_sign_3_of_64_who_redeem_one_code_one_is_signed_in(store: TestStore) {
        let house = House::with_site(store).await;
        house.person("ann").await;
        house.knows("ann", "ann-there").await;
        let (code, going) = house.arrives("ann-there").await;
        let tries: Vec<_> = (0..64)
            .map(|_| {
                let (app, ctx, brought) = (house.app.clone(), house.ctx(), brought(&code, &going.verifier));
                tokio::spawn(async move { redeem(&app, &ctx, &brought, entering()).await })
            })
            .collect();
        let mut signed_in = 0;
        for one in tries {
            match one.await.unwrap() {
                Ok(step) => {
                    done(step);
                    signed_in += 1;
                }
                refusal => assert_eq!(refused(refusal), "code_invalid"),
            }
        }
        assert_eq!(signed_in, 1);
    }

    async fn asvs_10_1_2_a_code_is_worth_nothing_without_its_verifier_and_is_used_up(store: TestStore) {
        let house = House::with_site(store).await;
        house.person("ann").await;
        house.knows("ann", "ann-there").await;
        let (code, going) = house.arrives("ann-there").await;
        for wrong in ["", "short", &"w".repeat(43)] {
            let (code, going) = house.arrives("ann-there").await;
            assert_eq!(refused(house.redeems(&code, wrong).await), "code_invalid", "{wrong}");
            assert_eq!(refused(house.redeems(&code, &going.verifier).await), "code_invalid", "used up");
        }
        for wrong in ["", "x", &"A".repeat(43), &"A".repeat(100_000)] {
            assert_eq!(refused(house.redeems(wrong, &going.verifier).await), "code_invalid");
        }
        done(house.redeems(&code, &going.verifier).await.unwrap());
        assert_eq!(refused(house.redeems(&code, &going.verifier).await), "code_invalid", "once");
        assert_eq!(house.log(AuditAction::ThirdPartyFailed).await.len(), 3, "those who had a code");
    }

    async fn g4_sign_3_no_clock_lengthens_a_code(store: TestStore) {
        let house = House::with_site(store).await;
        house.person("ann").await;
        house.knows("ann", "ann-there").await;
        for (jump, back, works) in [
            (Duration::from_secs(59), false, true),
            (CODE_LIFE, false, false),
            (hours(1), false, false),
            (days(2), false, false),
            (hours(1), true, false),
            (days(2), true, false),
        ] {
            let (code, going) = house.arrives("ann-there").await;
            if back { house.clock.set(house.now().minus(jump)) } else { house.pass(jump) }
            let redeemed = house.redeems(&code, &going.verifier).await;
            assert_eq!(redeemed.is_ok(), works, "{jump:?} {back}");
        }
        let (code, going) = house.arrives("ann-there").await;
        house.pass(CODE_LIFE);
        sweep(&house.app).await.unwrap();
        house.clock.set(house.now().minus(CODE_LIFE));
        assert_eq!(refused(house.redeems(&code, &going.verifier).await), "code_invalid", "swept");
    }

    async fn sign_3_at_the_limit_the_same_choice_appears_without_another_visit(store: TestStore) {
        let house = House::with_site(store).await;
        let first = house.person("ann").await;
        house.knows("ann", "ann-there").await;
        house.set("sessions.limit", 1.into()).await;
        house.set("sessions.policy", "wait".into()).await;
        let waiting = match house.enters("ann-there").await.unwrap() {
            Step::ChooseSession(waiting) => waiting,
            other => panic!("it should wait: {other:?}"),
        };
        house.providers.take_exchanged();
        let key = AttemptKey { id: waiting.sign_in, secret: waiting.secret.clone() };
        let step = choose_session(&house.app, &house.ctx(), &key, Choose::End(first.session.id), None).await;
        let ann = done(step.unwrap());
        assert_eq!(ann.session.slot, Some(1));
        assert_eq!(house.again(&first).await.session.end_reason(house.now()), Some(EndReason::EndedByUser));
        assert!(house.providers.take_exchanged().is_empty(), "nobody asked the provider again");
        let entry = &house.log(AuditAction::SignedIn).await[0];
        assert_eq!(entry.details["provider"], "site", "it is remembered through the wait");
    }

    async fn acc_5_asvs_6_8_4_a_second_factor_is_asked_unless_the_provider_asks_for_one(store: TestStore) {
        let house = House::with_site(store).await;
        let app = house.enrolled("ann").await.app;
        house.knows("ann", "ann-there").await;
        let asked = match house.enters("ann-there").await.unwrap() {
            Step::SecondFactor(asked) => asked,
            other => panic!("a second factor should be asked for: {other:?}"),
        };
        let key = AttemptKey { id: asked.sign_in, secret: asked.secret.clone() };
        let step = prove_second_factor(&house.app, &house.ctx(), &key, &house.code(&app), None).await;
        done(step.unwrap());
        assert_eq!(house.log(AuditAction::SignedIn).await[0].details["provider"], "site");

        let root = house.signed_in("root").await;
        house.provider(&root, app::administration::ProviderForm { asks_second_factor: true, ..site() }).await;
        done(house.enters("ann-there").await.unwrap());
    }

    async fn cnf_2_sign_3_an_account_at_the_wrong_door_is_told_so(store: TestStore) {
        let house = House::with_site(store).await;
        house.account(app::accounts::NewAccount { account_type: AccountType::Sip, ..newcomer("sip") }).await;
        house.knows("sip", "sip-there").await;
        let (code, going) = house.arrives("sip-there").await;
        let direct = Entering { entrance: Entrance::Conference, ..entering() };
        let step = redeem(&house.app, &house.ctx(), &brought(&code, &going.verifier), direct).await;
        assert_eq!(refused(step), "use_personal_account");
        done(house.enters("sip-there").await.unwrap());
    }

    async fn sign_3_nothing_that_was_under_way_outlives_its_provider(store: TestStore) {
        let house = House::with_site(store).await;
        let root = house.signed_in("root").await;
        house.person("ann").await;
        house.knows("ann", "ann-there").await;
        type Change = fn(app::administration::ProviderForm) -> app::administration::ProviderForm;
        let changes: [(&str, Change); 2] = [
            ("disabled", |site| app::administration::ProviderForm { enabled: false, ..site }),
            ("another issuer", |site| app::administration::ProviderForm { issuer: "https://other.example".to_owned(), ..site }),
        ];
        for (what, change) in changes {
            let (code, going) = house.arrives("ann-there").await;
            let visiting = house.goes().await;
            house.provider(&root, change(site())).await;
            assert_eq!(refused(house.redeems(&code, &going.verifier).await), "code_invalid", "{what}");
            let claimed = house.says(&visiting, "ann-there");
            assert!(house.comes_back(&visiting, claimed).await.is_err(), "{what}");
            house.provider(&root, site()).await;
        }
        let (code, going) = house.arrives("ann-there").await;
        app::administration::remove_provider(&house.app, &house.ctx(), &root, "site").await.unwrap();
        assert_eq!(refused(house.redeems(&code, &going.verifier).await), "code_invalid");
        house.provider(&root, site()).await;
        done(house.enters("ann-there").await.unwrap());
    }

    async fn sign_3_who_waits_goes_no_further_when_the_provider_is_switched_off(store: TestStore) {
        let house = House::with_site(store).await;
        let root = house.signed_in("root").await;
        let first = house.person("ann").await;
        house.knows("ann", "ann-there").await;
        house.set("sessions.limit", 1.into()).await;
        house.set("sessions.policy", "wait".into()).await;
        let waiting = match house.enters("ann-there").await.unwrap() {
            Step::ChooseSession(waiting) => waiting,
            other => panic!("it should wait: {other:?}"),
        };
        house.provider(&root, app::administration::ProviderForm { enabled: false, ..site() }).await;
        let key = AttemptKey { id: waiting.sign_in, secret: waiting.secret.clone() };
        let step = choose_session(&house.app, &house.ctx(), &key, Choose::End(first.session.id), None).await;
        assert_eq!(refused(step), "attempt_over");
    }

    async fn sign_3_asvs_6_8_1_10_5_2_accounts_are_found_by_issuer_and_subject_and_never_by_e_mail(store: TestStore) {
        let house = House::with_site(store).await;
        house.person_of(Level::Administrator, "ann@example.org").await;
        let going = house.goes().await;
        let claimed = domain::third_party::Claimed {
            login: Some("ann@example.org".to_owned()),
            name: Some("Ann".to_owned()),
            email: Some("ann@example.org".to_owned()),
            ..house.says(&going, "mallory")
        };
        let code = house.comes_back(&going, claimed).await.unwrap();
        match house.redeems(&code, &going.verifier).await.unwrap() {
            Step::Link(offered) => {
                assert_eq!(offered.persona.email.as_deref(), Some("ann@example.org"));
                assert!(!offered.may_register, "registration is closed by default");
            }
            other => panic!("nobody may be signed in: {other:?}"),
        }
        assert_eq!(house.whose("mallory").await, None);
        // The account itself signs in as ever.
        house.sign_in(form("ann@example.org", PASSWORD)).await.unwrap();
    }
}
