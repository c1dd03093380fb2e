//! The captcha: when it is asked, that it works once, and how many there are (CAP-1 to CAP-5, G4).

use std::sync::Arc;

use app::Ctx;
use app::captcha::{Issued, Solved, issue, redeem};
use app::failure::{Failure, Refusal as _};
use app::hasher::Cost;
use app::sessions::sweep;
use app::settings::Settings;
use app::sign_in::{SignIn, Step, begin};
use app::testing::{issue_showing, work};
use domain::captcha::{CaptchaAnswer, CaptchaDisplay, CaptchaKind, CaptchaRule, Effort, MOST_UNSOLVED};
use domain::time::{Duration, minutes};
use store::testing::TestStore;

use crate::house::{House, PASSWORD, form, newcomer, refused};

const EASY: Effort = Effort::new(20, 2);
const SHOWN: &str = "k7RmW";

impl House {
    fn asking(store: TestStore, display: CaptchaDisplay) -> Self {
        let captcha = CaptchaRule {
            display,
            effort: EASY,
            ..CaptchaRule::default()
        };
        let settings = Settings {
            captcha,
            ..Settings::default()
        };
        Self::with(Arc::new(store), Cost::insecure_test(), settings, 1)
    }

    async fn picture(&self) -> Issued {
        issue_showing(&self.app, &self.ctx(), SHOWN).await.unwrap()
    }

    async fn redeem(&self, solved: &Solved) -> &'static str {
        match redeem(&self.app, &self.ctx(), solved).await {
            Ok(()) => "solved",
            refusal => refused(refusal),
        }
    }

    /// What a sign-in comes to, in a word.
    async fn comes_to(&self, ctx: &Ctx, form: SignIn) -> &'static str {
        match begin(&self.app, ctx, form).await {
            Ok(Step::Done(_)) => "done",
            Ok(Step::Captcha) => "captcha",
            Ok(step) => panic!("not asked for here: {step:?}"),
            refusal => refused(refusal),
        }
    }
}

fn typed(captcha: &Issued, characters: &str) -> Solved {
    Solved {
        id: captcha.id.to_string(),
        answer: CaptchaAnswer::Characters(characters.to_owned()),
    }
}

fn worked(captcha: &Issued) -> Solved {
    Solved {
        id: captcha.id.to_string(),
        answer: work(&captcha.work, EASY),
    }
}

fn with(solved: Solved, form: SignIn) -> SignIn {
    SignIn {
        captcha: Some(solved),
        ..form
    }
}

store::on_both! {
    async fn cap_1_off_nothing_is_asked_and_nothing_that_is_sent_is_looked_at(store: TestStore) {
        let house = House::on(store);
        house.account(newcomer("ann")).await;
        let wrong = typed(&house.picture().await, "wrong");
        assert_eq!(house.comes_to(&house.ctx(), with(wrong.clone(), form("ann", PASSWORD))).await, "done");
        assert_eq!(house.redeem(&wrong).await, "captcha_wrong", "it was not used up");
        for _ in 0..5 {
            assert_eq!(house.comes_to(&house.ctx(), form("ann", "wrong")).await, "wrong_credentials");
        }
    }

    async fn cap_1_always_it_comes_before_the_password_for_known_and_unknown_logins(store: TestStore) {
        let house = House::asking(store, CaptchaDisplay::Always);
        house.account(newcomer("ann")).await;
        let compared = house.app.hasher().comparisons();
        for (login, password) in [("ann", PASSWORD), ("ann", "wrong"), ("nobody", PASSWORD), ("", "")] {
            assert_eq!(house.comes_to(&house.ctx(), form(login, password)).await, "captcha");
            let wrong = typed(&house.picture().await, "wrong");
            assert_eq!(house.comes_to(&house.ctx(), with(wrong, form(login, password))).await, "captcha_wrong");
        }
        assert_eq!(house.app.hasher().comparisons(), compared, "no password was looked at");

        let right = typed(&house.picture().await, SHOWN);
        assert_eq!(house.comes_to(&house.ctx(), with(right.clone(), form("ann", "wrong"))).await, "wrong_credentials");
        let again = with(right, form("ann", PASSWORD));
        assert_eq!(house.comes_to(&house.ctx(), again).await, "captcha_expired", "used, whatever came of it");
        let right = typed(&house.picture().await, SHOWN);
        assert_eq!(house.comes_to(&house.ctx(), with(right, form("ann", PASSWORD))).await, "done");
    }

    async fn cap_1_after_three_failures_of_a_login_known_or_not(store: TestStore) {
        let house = House::asking(store, CaptchaDisplay::AfterFailures);
        house.account(newcomer("ann")).await;
        for (n, login) in ["ann", "nobody"].into_iter().enumerate() {
            // From everywhere, so that only the login counts.
            for m in 0..3 {
                let ctx = house.ctx_from(&format!("198.51.100.{}", 10 * n + m + 1));
                assert_eq!(house.comes_to(&ctx, form(login, "wrong")).await, "wrong_credentials", "{login}");
            }
            assert_eq!(house.comes_to(&house.ctx(), form(login, PASSWORD)).await, "captcha", "{login}");
            let right = typed(&house.picture().await, SHOWN);
            let expected = if login == "ann" { "done" } else { "wrong_credentials" };
            assert_eq!(house.comes_to(&house.ctx(), with(right, form(login, PASSWORD))).await, expected);
        }
        assert_eq!(house.comes_to(&house.ctx(), form("ann", PASSWORD)).await, "done", "a success wipes them");
        assert_eq!(house.comes_to(&house.ctx(), form("nobody", PASSWORD)).await, "captcha");
        house.pass(minutes(15));
        assert_eq!(house.comes_to(&house.ctx(), form("nobody", "x")).await, "wrong_credentials", "the window is over");
    }

    async fn cap_1_after_three_failures_from_an_address_whatever_the_login(store: TestStore) {
        let house = House::asking(store, CaptchaDisplay::AfterFailures);
        house.account(newcomer("ann")).await;
        let from = |n: u32| house.ctx_from(&format!("2001:db8:1:2::{n:x}"));
        for n in 0..3 {
            assert_eq!(house.comes_to(&from(n), form(&format!("login{n}"), "wrong")).await, "wrong_credentials");
        }
        assert_eq!(house.comes_to(&from(9), form("ann", PASSWORD)).await, "captcha", "the same network");
        assert_eq!(house.comes_to(&house.ctx_from("2001:db8:1:3::1"), form("ann", PASSWORD)).await, "done");
        // Of a known device's own failures there are none, but its address has some.
        let known = house.sign_in(form("ann", PASSWORD)).await.unwrap();
        let at_home = SignIn { device_secret: Some(known.device_secret), ..form("ann", PASSWORD) };
        assert_eq!(house.comes_to(&from(1), at_home.clone()).await, "captcha");
        assert_eq!(house.comes_to(&house.ctx(), at_home).await, "done");
    }

    async fn cap_1_a_lock_stays_a_lock_behind_the_captcha(store: TestStore) {
        let house = House::asking(store, CaptchaDisplay::AfterFailures);
        house.account(newcomer("ann")).await;
        for _ in 0..10 {
            let right = typed(&house.picture().await, SHOWN);
            let wrong = with(right, form("ann", "wrong"));
            assert_eq!(house.comes_to(&house.ctx(), wrong).await, "wrong_credentials");
        }
        assert_eq!(house.comes_to(&house.ctx(), form("ann", PASSWORD)).await, "captcha", "as before the lock");
        let right = typed(&house.picture().await, SHOWN);
        assert_eq!(house.comes_to(&house.ctx(), with(right, form("ann", PASSWORD))).await, "wrong_credentials");
    }

    async fn cap_2_case_matters_where_it_shows(store: TestStore) {
        let house = House::asking(store, CaptchaDisplay::Always);
        for (characters, expected) in
            [("k7RmW", "solved"), (" K7Rmw ", "solved"), ("k7rmW", "captcha_wrong"), ("", "captcha_wrong")]
        {
            let picture = house.picture().await;
            assert_eq!(house.redeem(&typed(&picture, characters)).await, expected, "{characters:?}");
        }
    }

    async fn cap_3_it_dies_after_a_minute_and_is_used_once_whatever_the_outcome(store: TestStore) {
        let house = House::asking(store, CaptchaDisplay::Always);
        let picture = house.picture().await;
        assert_eq!(picture.expires_in, minutes(1));
        house.pass(Duration::from_secs(60));
        assert_eq!(house.redeem(&typed(&picture, SHOWN)).await, "captcha_expired", "late");

        let picture = house.picture().await;
        house.pass(Duration::from_secs(59));
        assert_eq!(house.redeem(&typed(&picture, SHOWN)).await, "solved");
        assert_eq!(house.redeem(&typed(&picture, SHOWN)).await, "captcha_expired", "twice");

        let picture = house.picture().await;
        assert_eq!(house.redeem(&typed(&picture, "wrong")).await, "captcha_wrong");
        assert_eq!(house.redeem(&typed(&picture, SHOWN)).await, "captcha_expired", "after a wrong one");

        let (one, other) = (house.picture().await, issue_showing(&house.app, &house.ctx(), "aBcDe").await.unwrap());
        assert_eq!(house.redeem(&typed(&other, SHOWN)).await, "captcha_wrong", "another's");
        assert_eq!(house.redeem(&typed(&one, SHOWN)).await, "solved");
        for id in ["", "x", &one.id.to_string(), "018f0000-0000-7000-8000-000000000000"] {
            let unknown = Solved { id: id.to_owned(), answer: CaptchaAnswer::Characters(SHOWN.to_owned()) };
            assert_eq!(house.redeem(&unknown).await, "captcha_expired", "{id}");
        }
    }

    async fn cap_3_a_wrong_captcha_is_not_a_failed_sign_in(store: TestStore) {
        let house = House::asking(store, CaptchaDisplay::Always);
        house.account(newcomer("ann")).await;
        for n in 0..60 {
            let ctx = house.ctx_from(&format!("198.51.100.{}", n / 10 + 1));
            let wrong = typed(&issue_showing(&house.app, &ctx, SHOWN).await.unwrap(), "wrong");
            assert_eq!(house.comes_to(&house.ctx(), with(wrong, form("ann", PASSWORD))).await, "captcha_wrong");
        }
        let right = typed(&house.picture().await, SHOWN);
        assert_eq!(house.comes_to(&house.ctx(), with(right, form("ann", PASSWORD))).await, "done");
    }

    async fn cap_3_a_clock_that_jumps_revives_none(store: TestStore) {
        let house = House::asking(store, CaptchaDisplay::Always);
        for hours in [1, 48] {
            let jump = Duration::from_secs(hours * 3_600);
            let (before, now) = (house.picture().await, house.now());
            house.clock.set(now.minus(jump));
            assert_eq!(house.redeem(&typed(&before, SHOWN)).await, "captcha_expired", "{hours} hours back");
            let before = house.picture().await;
            house.clock.set(now);
            assert_eq!(house.redeem(&typed(&before, SHOWN)).await, "captcha_expired", "{hours} hours on");
        }
    }

    repeated async fn g4_cap_3_of_64_who_redeem_one_captcha_at_once_one_wins(store: TestStore) {
        let house = House::asking(store, CaptchaDisplay::Always);
        for round in 0..5 {
            let solved = if round % 2 == 0 { typed(&house.picture().await, SHOWN) } else { worked(&house.picture().await) };
            let tries: Vec<_> = (0..64)
                .map(|_| {
                    let (app, ctx, solved) = (house.app.clone(), house.ctx(), solved.clone());
                    tokio::spawn(async move { redeem(&app, &ctx, &solved).await })
                })
                .collect();
            let mut won = 0;
            for one in tries {
                match one.await.unwrap() {
                    Ok(()) => won += 1,
                    lost => assert_eq!(refused(lost), "captcha_expired"),
                }
            }
            assert_eq!(won, 1, "round {round}");
        }
    }

    parallel async fn cap_4_twenty_unsolved_pictures_in_ten_minutes_however_many_are_asked_for_at_once(store: TestStore) {
        let house = House::asking(store, CaptchaDisplay::Always);
        let asks: Vec<_> = (0..64)
            .map(|n| {
                let (app, ctx) = (house.app.clone(), house.ctx_from(&format!("2001:db8:1:2::{n:x}")));
                tokio::spawn(async move { issue(&app, &ctx, CaptchaKind::Picture).await })
            })
            .collect();
        let mut given = 0;
        for ask in asks {
            match ask.await.unwrap() {
                Ok(issued) => {
                    assert!(issued.picture.is_some());
                    given += 1;
                }
                Err(Failure::Refused(refusal)) => {
                    assert_eq!((refusal.code(), refusal.retry_after()), ("too_many_captchas", Some(minutes(10))));
                }
                Err(Failure::Internal(error)) => panic!("{error:#}"),
            }
        }
        assert_eq!(given, MOST_UNSOLVED);
        let elsewhere = house.ctx_from("2001:db8:1:3::1");
        assert!(issue(&house.app, &elsewhere, CaptchaKind::Picture).await.is_ok());
        house.pass(minutes(10));
        let same = house.ctx_from("2001:db8:1:2::1");
        assert!(issue(&house.app, &same, CaptchaKind::Picture).await.is_ok());
    }

    async fn cap_4_solved_pictures_give_their_places_back_and_work_has_its_own(store: TestStore) {
        let house = House::asking(store, CaptchaDisplay::Always);
        for _ in 0..2 * MOST_UNSOLVED {
            assert_eq!(house.redeem(&typed(&house.picture().await, SHOWN)).await, "solved");
        }
        for _ in 0..MOST_UNSOLVED {
            assert_eq!(house.redeem(&typed(&house.picture().await, "wrong")).await, "captcha_wrong");
        }
        house.pass(minutes(4));
        let Err(Failure::Refused(full)) = issue(&house.app, &house.ctx(), CaptchaKind::Picture).await else {
            panic!("there should be no place");
        };
        assert_eq!(full.retry_after(), Some(minutes(6)));
        for _ in 0..2 * MOST_UNSOLVED {
            let work = issue(&house.app, &house.ctx(), CaptchaKind::Work).await.unwrap();
            assert!(work.picture.is_none());
            assert_eq!(house.redeem(&worked(&work)).await, "solved");
        }
        for _ in 0..MOST_UNSOLVED {
            issue(&house.app, &house.ctx(), CaptchaKind::Work).await.unwrap();
        }
        let more = issue(&house.app, &house.ctx(), CaptchaKind::Work).await;
        assert_eq!(refused(more), "too_many_captchas");
    }

    async fn cap_5_work_opens_the_same_door_and_has_five_minutes(store: TestStore) {
        let house = House::asking(store, CaptchaDisplay::Always);
        house.account(newcomer("ann")).await;
        let work = issue(&house.app, &house.ctx(), CaptchaKind::Work).await.unwrap();
        assert_eq!(work.expires_in, minutes(5));
        house.pass(Duration::from_secs(299));
        assert_eq!(house.comes_to(&house.ctx(), with(worked(&work), form("ann", PASSWORD))).await, "done");
        assert_eq!(house.comes_to(&house.ctx(), with(worked(&work), form("ann", PASSWORD))).await, "captcha_expired");

        let late = issue(&house.app, &house.ctx(), CaptchaKind::Work).await.unwrap();
        house.pass(minutes(5));
        assert_eq!(house.redeem(&worked(&late)).await, "captcha_expired");

        // Whoever gave up on the picture may let the device work on the same captcha.
        let both = house.picture().await;
        house.pass(minutes(2));
        assert_eq!(house.redeem(&worked(&both)).await, "solved");
    }

    async fn cap_5_foreign_and_wrong_keys_are_wrong(store: TestStore) {
        let house = House::asking(store, CaptchaDisplay::Always);
        let issue = async || issue(&house.app, &house.ctx(), CaptchaKind::Work).await.unwrap();
        let (one, other) = (issue().await, issue().await);
        let foreign = Solved { id: one.id.to_string(), ..worked(&other) };
        assert_eq!(house.redeem(&foreign).await, "captcha_wrong");
        let half = Solved { id: other.id.to_string(), answer: CaptchaAnswer::Key(other.work.key_prefix.clone()) };
        assert_eq!(house.redeem(&half).await, "captcha_wrong", "what everybody is shown");
        let empty = Solved { id: issue().await.id.to_string(), answer: CaptchaAnswer::Key(String::new()) };
        assert_eq!(house.redeem(&empty).await, "captcha_wrong");
        assert_eq!(house.redeem(&typed(&issue().await, "")).await, "captcha_wrong", "there is no picture");
    }

    async fn captchas_are_swept_when_they_count_no_longer(store: TestStore) {
        let house = House::asking(store, CaptchaDisplay::Always);
        let picture = house.picture().await;
        house.pass(minutes(10));
        sweep(&house.app).await.unwrap();
        let tx = house.store.begin_write().await.unwrap();
        assert_eq!(tx.use_captcha(picture.id, house.now()).await.unwrap(), None);
    }
}
