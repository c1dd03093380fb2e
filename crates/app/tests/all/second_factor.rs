//! Second factors: enrolled, asked for at sign-in, each code once, counted, removed (ACC-16).

use app::administration::{lift_lock, remove_factor_of, set_session_limit, show_account};
use app::failure::Failure;
use app::hasher::Cost;
use app::second_factor::{begin_enrolment, confirm_enrolment, factors, make_recovery_codes, remove_second_factor};
use app::sessions::prove;
use app::settings::Settings;
use app::sign_in::{
    AttemptKey, Choose, FactorAsked, SignIn, Step, begin, choose_session, prove_second_factor, show_attempt,
};
use app::{Actor, Typed};
use domain::permission::Level;
use domain::rate::{FailureRule, Scope, ThrottleKey};
use domain::second_factor::{FactorWay, RecoveryCode};
use domain::time::{Duration, Timestamp, days, minutes};

use crate::house::{House, PASSWORD, form, newcomer, refused, until};

/// An account with an app: who enrolled it, the app, and the recovery codes.
pub(crate) struct Enrolled {
    ann: Actor,
    pub(crate) app: totp_rs::Totp,
    codes: Vec<RecoveryCode>,
}

impl House {
    pub(crate) async fn enrolled(&self, login: &str) -> Enrolled {
        let ann = self.person(login).await;
        let begun = begin_enrolment(&self.app, &self.ctx(), &ann).await.unwrap();
        let app = totp_rs::Totp::from_url(&begun.uri).unwrap();
        assert_eq!(app.secret().to_base32(), begun.secret);
        let codes = confirm_enrolment(&self.app, &self.ctx(), &ann, &self.code(&app))
            .await
            .unwrap();
        // The code that enrolled it is used up.
        self.pass(Duration::from_secs(30));
        Enrolled { ann, app, codes }
    }

    /// What the app shows now.
    pub(crate) fn code(&self, app: &totp_rs::Totp) -> Typed {
        Typed::new(app.generate(self.now().as_seconds().try_into().unwrap()).to_string())
    }

    async fn asked(&self, login: &str) -> FactorAsked {
        match begin(&self.app, &self.ctx(), form(login, PASSWORD)).await.unwrap() {
            Step::SecondFactor(asked) => *asked,
            other => panic!("a second factor should be asked for: {other:?}"),
        }
    }

    async fn answers(&self, asked: &FactorAsked, code: &Typed) -> Result<Actor, &'static str> {
        match prove_second_factor(&self.app, &self.ctx(), &key(asked), code, None).await {
            Ok(Step::Done(done)) => Ok(Actor {
                account: done.account,
                session: done.session,
            }),
            Ok(other) => panic!("it should be done: {other:?}"),
            Err(failure) => Err(refused(Err::<(), _>(failure))),
        }
    }
}

fn key(asked: &FactorAsked) -> AttemptKey {
    AttemptKey {
        id: asked.sign_in,
        secret: asked.secret.clone(),
    }
}

store::on_both! {
    async fn acc_16_asvs_6_3_3_a_code_of_the_app_is_asked_for_after_the_password_and_good_once(store: TestStore) {
        let house = House::on(store);
        let Enrolled { app, codes, .. } = house.enrolled("ann").await;
        assert_eq!(codes.len(), 10);
        assert_eq!(refused(house.sign_in(form("ann", "wrong")).await), "wrong_credentials", "nothing is told before");
        let asked = house.asked("ann").await;
        assert_eq!(asked.ways, FactorWay::ALL);
        assert!(matches!(show_attempt(&house.app, &house.ctx(), &key(&asked)).await.unwrap(), Step::SecondFactor(_)));
        let code = house.code(&app);
        assert_eq!(house.answers(&asked, &Typed::new("000000")).await.unwrap_err(), "code_wrong");
        let ann = house.answers(&asked, &code).await.unwrap();
        assert_eq!(ann.session.slot, Some(2));
        assert_eq!(house.answers(&asked, &code).await.unwrap_err(), "attempt_over");
        let again = house.asked("ann").await;
        assert_eq!(house.answers(&again, &code).await.unwrap_err(), "code_wrong", "asvs_6_5_1: used up");
        house.pass(Duration::from_secs(30));
        house.answers(&again, &house.code(&app)).await.unwrap();
    }

    async fn acc_16_a_recovery_code_stands_in_for_the_app_once(store: TestStore) {
        let house = House::on(store);
        let Enrolled { ann, codes, .. } = house.enrolled("ann").await;
        let typed = Typed::new(codes[3].reveal().to_lowercase().replace('-', " "));
        house.answers(&house.asked("ann").await, &typed).await.unwrap();
        let again = house.asked("ann").await;
        assert_eq!(house.answers(&again, &typed).await.unwrap_err(), "code_wrong");
        assert_eq!(factors(&house.app, &ann).await.unwrap().recovery_codes_left, 9);
    }

    async fn asvs_6_6_2_a_code_is_bound_to_its_sign_in(store: TestStore) {
        let house = House::on(store);
        let (ann, bob) = (house.enrolled("ann").await, house.enrolled("bob").await);
        let (anns, bobs) = (house.asked("ann").await, house.asked("bob").await);
        assert_eq!(house.answers(&anns, &house.code(&bob.app)).await.unwrap_err(), "code_wrong", "the right one of another");
        let mixed = FactorAsked { secret: bobs.secret.clone(), ..house.asked("ann").await };
        assert_eq!(house.answers(&mixed, &house.code(&ann.app)).await.unwrap_err(), "attempt_over");
        house.pass(minutes(15));
        assert_eq!(house.answers(&anns, &house.code(&ann.app)).await.unwrap_err(), "attempt_over", "too late");
    }

    async fn cve_2026_35597_asvs_6_6_3_wrong_codes_lock_whatever_is_typed_after(store: TestStore) {
        let house = House::on(store);
        let Enrolled { app, codes, .. } = house.enrolled("ann").await;
        let mut asked = house.asked("ann").await;
        for n in 0..FailureRule::ACCOUNT.limit {
            if n == 4 {
                asked = house.asked("ann").await;
            }
            assert_eq!(house.answers(&asked, &Typed::new("000000")).await.unwrap_err(), "code_wrong");
        }
        assert_eq!(house.answers(&asked, &house.code(&app)).await.unwrap_err(), "too_many_tries");
        let recovery = Typed::new(codes[0].reveal());
        assert_eq!(house.answers(&asked, &recovery).await.unwrap_err(), "too_many_tries");
        house.pass(minutes(15));
        house.answers(&house.asked("ann").await, &house.code(&app)).await.unwrap();
    }

    parallel async fn cve_2026_35597_a_wrong_code_counts_though_its_asker_has_gone(store: TestStore) {
        let house = House::on(store);
        house.enrolled("ann").await;
        let asked = house.asked("ann").await;
        let account = house.account_id("ann").await;
        let counter = ThrottleKey::account(Scope::SecondFactor, account);
        let is_counted =
            || async { house.store.read().failures([&counter]).await.unwrap()[0].is_some_and(|record| record.failures > 0) };
        // Asked again until it comes as far as where it has to wait for the account, and gone from there each time.
        let patience = (10..22).map(|doublings| 1 << doublings);
        for patience in patience {
            let held = house.store.begin_write().await.unwrap();
            held.lock_account(account).await.unwrap();
            let (app, ctx, key, wrong) = (house.app.clone(), house.ctx(), key(&asked), Typed::new("000000"));
            let asking = tokio::spawn(async move { prove_second_factor(&app, &ctx, &key, &wrong, None).await });
            for _ in 0..patience {
                tokio::task::yield_now().await;
            }
            asking.abort();
            assert!(asking.await.unwrap_err().is_cancelled());
            drop(held);
            for _ in 0..patience {
                tokio::task::yield_now().await;
            }
            if is_counted().await {
                return;
            }
        }
        until(is_counted).await;
    }

    async fn acc_16_a_recovery_code_helps_when_the_servers_key_is_lost(store: TestStore) {
        let store = std::sync::Arc::new(store);
        let house = House::with(std::sync::Arc::clone(&store), Cost::insecure_test(), Settings::default(), 1);
        let Enrolled { app, codes, .. } = house.enrolled("ann").await;
        let anew = House::with_key(store, app::ServerKey::new([9; 32]));
        let asked = anew.asked("ann").await;
        let code = anew.code(&app);
        let broken = prove_second_factor(&anew.app, &anew.ctx(), &key(&asked), &code, None).await;
        assert!(matches!(broken, Err(Failure::Internal(_))));
        anew.answers(&asked, &Typed::new(codes[0].reveal())).await.unwrap();
    }

    async fn sign_5_wrong_codes_of_strangers_do_not_lock_out_a_known_device_and_an_administrator_lifts(store: TestStore) {
        let house = House::on(store);
        let root = house.person_of(Level::Administrator, "root").await;
        let Enrolled { ann, app, .. } = house.enrolled("ann").await;
        let known = {
            let asked = house.asked("ann").await;
            let code = house.code(&app);
            match prove_second_factor(&house.app, &house.ctx(), &key(&asked), &code, None).await.unwrap() {
                Step::Done(done) => done.device_secret,
                other => panic!("{other:?}"),
            }
        };
        let strangers = house.asked("ann").await;
        for _ in 0..FailureRule::ACCOUNT.limit {
            assert_eq!(house.answers(&strangers, &Typed::new("000000")).await.unwrap_err(), "code_wrong");
        }
        house.pass(Duration::from_secs(30));
        assert_eq!(house.answers(&strangers, &house.code(&app)).await.unwrap_err(), "too_many_tries");
        let from_known = SignIn { device_secret: Some(known), ..form("ann", PASSWORD) };
        let Step::SecondFactor(asked) = begin(&house.app, &house.ctx(), from_known).await.unwrap() else { panic!() };
        house.answers(&asked, &house.code(&app)).await.unwrap();

        let shown = show_account(&house.app, &house.ctx(), &root, ann.account.id).await.unwrap();
        assert!(shown.locked_until.is_some());
        lift_lock(&house.app, &house.ctx(), &root, ann.account.id).await.unwrap();
        house.pass(Duration::from_secs(30));
        house.answers(&house.asked("ann").await, &house.code(&app)).await.unwrap();
    }

    async fn a_sign_in_that_began_before_the_factor_begins_again(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        house.enrolled("bob").await;
        let begun = begin_enrolment(&house.app, &house.ctx(), &ann).await.unwrap();
        let root = house.person_of(Level::Administrator, "root").await;
        set_session_limit(&house.app, &house.ctx(), &root, ann.account.id, Some(1)).await.unwrap();
        let waiting = |step: Step| match step {
            Step::ChooseSession(waiting) => AttemptKey { id: waiting.sign_in, secret: waiting.secret },
            other => panic!("{other:?}"),
        };
        for _ in 0..10 {
            house.signed_in("ann").await;
        }
        let key = waiting(begin(&house.app, &house.ctx(), form("ann", PASSWORD)).await.unwrap());
        let code = house.code(&totp_rs::Totp::from_url(&begun.uri).unwrap());
        confirm_enrolment(&house.app, &house.ctx(), &ann, &code).await.unwrap();
        let late = choose_session(&house.app, &house.ctx(), &key, Choose::End(ann.session.id), None).await;
        assert_eq!(refused(late), "attempt_over");
    }

    async fn asvs_6_6_3_what_the_password_alone_made_known_has_no_count_of_its_own(store: TestStore) {
        let house = House::on(store);
        house.person("ann").await;
        house.sign_in(form("ann", PASSWORD)).await.unwrap();
        let ann = house.signed_in("ann").await;
        assert_eq!(house.store.read().known_devices_of(ann.account.id).await.unwrap().len(), 3);
        let begun = begin_enrolment(&house.app, &house.ctx(), &ann).await.unwrap();
        let code = house.code(&totp_rs::Totp::from_url(&begun.uri).unwrap());
        confirm_enrolment(&house.app, &house.ctx(), &ann, &code).await.unwrap();
        let left = house.store.read().known_devices_of(ann.account.id).await.unwrap();
        assert_eq!(left, ann.session.known_device.into_iter().collect::<Vec<_>>(), "the one that enrolled it");
    }

    repeated async fn g4_of_64_redemptions_of_a_code_one_signs_in(store: TestStore) {
        let house = std::sync::Arc::new(House::on(store));
        let Enrolled { app, codes, .. } = house.enrolled("ann").await;
        let mut ways = vec![house.code(&app)];
        ways.push(Typed::new(codes[0].reveal()));
        for code in ways {
            let mut attempts = Vec::new();
            // An account has at most a hundred unfinished sign-ins.
            for _ in 0..64 {
                attempts.push(house.asked("ann").await);
            }
            let tries: Vec<_> = (0..64)
                .map(|n| {
                    let (app, ctx, code) = (house.app.clone(), house.ctx(), code.clone());
                    let key = key(&attempts[n]);
                    tokio::spawn(async move { prove_second_factor(&app, &ctx, &key, &code, None).await })
                })
                .collect();
            let mut done = 0;
            for one in tries {
                done += u32::from(matches!(one.await.unwrap(), Ok(Step::Done(_))));
            }
            assert_eq!(done, 1);
            house.pass(minutes(16));
        }
    }

    async fn asvs_7_5_1_7_5_3_changing_the_factor_asks_for_password_and_code(store: TestStore) {
        let house = House::on(store);
        let Enrolled { ann, app, codes } = house.enrolled("ann").await;
        assert_eq!(refused(begin_enrolment(&house.app, &house.ctx(), &ann).await.map(|_| ())), "second_factor_enrolled");
        house.pass(minutes(16));
        let code = house.code(&app);
        let removing = remove_second_factor(&house.app, &house.ctx(), &ann, &code).await;
        assert_eq!(refused(removing), "proof_required");
        prove(&house.app, &house.ctx(), &ann, &Typed::new(PASSWORD)).await.unwrap();
        let ann = house.again(&ann).await;
        let wrong = remove_second_factor(&house.app, &house.ctx(), &ann, &Typed::new("000000")).await;
        assert_eq!(refused(wrong), "code_wrong");
        let new = make_recovery_codes(&house.app, &house.ctx(), &ann, &code).await.unwrap();
        assert_ne!(new[0], codes[0]);
        let old = remove_second_factor(&house.app, &house.ctx(), &ann, &Typed::new(codes[0].reveal())).await;
        assert_eq!(refused(old), "code_wrong", "earlier ones are void");
        remove_second_factor(&house.app, &house.ctx(), &ann, &Typed::new(new[0].reveal())).await.unwrap();
        assert_eq!(factors(&house.app, &ann).await.unwrap().totp_since, None);
        house.sign_in(form("ann", PASSWORD)).await.unwrap();
        let none = remove_second_factor(&house.app, &house.ctx(), &ann, &code).await;
        assert_eq!(refused(none), "second_factor_missing");
    }

    async fn asvs_6_2_10_6_4_5_no_password_app_or_recovery_code_ever_expires(store: TestStore) {
        let house = House::on(store);
        house.account(newcomer("bob")).await;
        let Enrolled { app, codes, .. } = house.enrolled("ann").await;
        house.pass(days(3_650));
        house.sign_in(form("bob", PASSWORD)).await.unwrap();
        house.answers(&house.asked("ann").await, &house.code(&app)).await.unwrap();
        let recovery = Typed::new(codes[0].reveal());
        house.answers(&house.asked("ann").await, &recovery).await.unwrap();
    }

    async fn asvs_6_5_8_the_servers_clock_says_which_code_it_is_whatever_the_devices_says(store: TestStore) {
        let house = House::on(store);
        let Enrolled { app, .. } = house.enrolled("ann").await;
        let asked = house.asked("ann").await;
        let shown_at = |at: Timestamp| Typed::new(app.generate(at.as_seconds().try_into().unwrap()).to_string());
        let (early, late) = (house.now().plus(minutes(2)), house.now().minus(minutes(2)));
        for (clock, at) in [("fast", early), ("slow", late)] {
            assert_eq!(house.answers(&asked, &shown_at(at)).await.unwrap_err(), "code_wrong", "{clock}");
        }
        house.pass(minutes(2));
        house.answers(&asked, &shown_at(early)).await.unwrap();
    }

    async fn acc_16_an_enrolment_that_is_not_finished_asks_for_nothing(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let confirm = |code: &str| {
            let (app, ctx, ann, code) = (house.app.clone(), house.ctx(), ann.clone(), Typed::new(code));
            async move { confirm_enrolment(&app, &ctx, &ann, &code).await.map(|_| ()) }
        };
        assert_eq!(refused(confirm("000000").await), "enrolment_over", "none was begun");
        let begun = begin_enrolment(&house.app, &house.ctx(), &ann).await.unwrap();
        assert_eq!(refused(confirm("000000").await), "code_wrong");
        house.sign_in(form("ann", PASSWORD)).await.unwrap();
        house.pass(minutes(15));
        let late = house.code(&totp_rs::Totp::from_url(&begun.uri).unwrap());
        assert_eq!(refused(confirm(late.reveal()).await), "enrolment_over");
    }

    async fn asvs_6_5_6_an_administrator_removes_a_lost_factor(store: TestStore) {
        let house = House::on(store);
        let root = house.person_of(Level::Administrator, "root").await;
        let Enrolled { ann, .. } = house.enrolled("ann").await;
        let id = ann.account.id;
        assert_eq!(refused(remove_factor_of(&house.app, &house.ctx(), &ann, root.account.id).await), "not_allowed");
        remove_factor_of(&house.app, &house.ctx(), &root, id).await.unwrap();
        remove_factor_of(&house.app, &house.ctx(), &root, id).await.unwrap();
        let own = remove_factor_of(&house.app, &house.ctx(), &root, root.account.id).await;
        assert_eq!(refused(own), "not_allowed", "one's own takes a code of it");
        house.sign_in(form("ann", PASSWORD)).await.unwrap();
    }

    async fn asvs_6_4_3_another_password_does_not_skip_the_factor(store: TestStore) {
        let house = House::on(store);
        let Enrolled { ann, app, .. } = house.enrolled("ann").await;
        let new = "another fine one 77";
        let change = app::account::ChangePassword { current: Typed::new(PASSWORD), new: Typed::new(new) };
        let before = house.asked("ann").await;
        app::account::change_password(&house.app, &house.ctx(), &ann, change).await.unwrap();
        assert_eq!(house.answers(&before, &house.code(&app)).await.unwrap_err(), "attempt_over");
        let step = begin(&house.app, &house.ctx(), form("ann", new)).await.unwrap();
        assert!(matches!(step, Step::SecondFactor(_)));
    }
}
