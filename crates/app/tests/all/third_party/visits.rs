//! Going to a provider and coming back: what is believed, and what is not.

use app::Typed;
use app::failure::{Failure, Refusal as _};
use app::ports::ProviderError;
use app::sessions::sweep;
use app::third_party::{Answer, BeginVisit, begin_visit, come_back};
use domain::audit::AuditAction;
use domain::third_party::{Claimed, MOST_VISITS, ReturnRefusal, ReturnTo, Verifier};
use domain::time::{days, hours, minutes};

use super::{CALLBACK, ISSUER, SECRET, parameter, with_code};
use crate::house::{House, refused};

const FAILED: Result<String, ReturnRefusal> = Err(ReturnRefusal::ProviderFailed);

store::on_both! {
    async fn sign_3_asvs_10_2_1_10_2_3_a_visit_goes_out_with_pkce_state_and_nonce_and_the_exchange_fits_it(store: TestStore) {
        let house = House::with_site(store).await;
        let going = house.goes().await;
        assert!(going.url.starts_with("https://id.example.org/authorize?"), "{}", going.url);
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", "us"),
            ("redirect_uri", CALLBACK),
            ("scope", "openid profile email"),
            ("code_challenge_method", "S256"),
        ] {
            assert_eq!(parameter(&going.url, name).as_deref(), Some(value), "{name}");
        }
        assert_eq!(parameter(&going.url, "prompt"), None, "nobody is asked twice");
        let claimed = house.says(&going, "ann-there");
        let code = house.comes_back(&going, claimed).await.unwrap();
        assert_eq!(code.len(), 43, "256 bits");
        let [exchange] = house.providers.take_exchanged().try_into().unwrap();
        let challenge = Verifier::parse(&exchange.pkce.reveal()).unwrap().hash().reveal();
        assert_eq!(parameter(&going.url, "code_challenge"), Some(challenge));
        assert_eq!(exchange.client_secret.unwrap().reveal(), SECRET);
        assert_eq!((exchange.redirect_uri.as_str(), exchange.issuer.as_str()), (CALLBACK, ISSUER));
    }

    repeated async fn g4_sign_3_of_64_who_come_back_with_one_state_one_gets_in(store: TestStore) {
        let house = House::with_site(store).await;
        let going = house.goes().await;
        let claimed = house.says(&going, "ann-there");
        for n in 0..64 {
            house.providers.signs_in(&format!("code {n}"), claimed.clone());
        }
        let tries: Vec<_> = (0..64)
            .map(|n| {
                let (app, ctx, answer) = (house.app.clone(), house.ctx(), with_code(&going, &format!("code {n}")));
                tokio::spawn(async move { come_back(&app, &ctx, "site", answer).await.unwrap().outcome })
            })
            .collect();
        let mut codes = 0;
        for one in tries {
            match one.await.unwrap() {
                Ok(_) => codes += 1,
                Err(refusal) => assert_eq!(refusal, ReturnRefusal::UnknownVisit),
            }
        }
        assert_eq!((codes, house.providers.take_exchanged().len()), (1, 1), "and the provider is asked once");
    }

    async fn sign_3_an_unknown_used_or_foreign_state_leads_nowhere(store: TestStore) {
        let house = House::with_site(store).await;
        let going = house.goes().await;
        for state in [None, Some(""), Some("x"), Some("A".repeat(43).as_str()), Some("A".repeat(100_000).as_str())] {
            let answer = Answer { state: state.map(str::to_owned), code: Some(Typed::new("c")), ..Answer::default() };
            let returned = house.answer(answer).await;
            assert_eq!((returned.to, returned.outcome.unwrap_err()), (ReturnTo::Web, ReturnRefusal::UnknownVisit));
        }
        assert!(house.log(AuditAction::ThirdPartyFailed).await.is_empty(), "what anybody can send fills no log");
        let claimed = house.says(&going, "ann-there");
        house.comes_back(&going, claimed.clone()).await.unwrap();
        assert_eq!(house.comes_back(&going, claimed).await, Err(ReturnRefusal::UnknownVisit), "used");

        let going = house.goes().await;
        house.providers.signs_in("c", house.says(&going, "ann-there"));
        let elsewhere = come_back(&house.app, &house.ctx(), "other", with_code(&going, "c")).await.unwrap();
        assert_eq!(elsewhere.outcome.unwrap_err(), ReturnRefusal::ProviderFailed, "asvs_10_2_2: another's address");
        assert_eq!(house.answer(with_code(&going, "c")).await.outcome.unwrap_err(), ReturnRefusal::UnknownVisit);
        assert!(house.providers.take_exchanged().len() == 1, "the code went to nobody");
    }

    async fn asvs_10_2_2_10_5_1_10_5_4_a_provider_that_lies_is_not_believed(store: TestStore) {
        let house = House::with_site(store).await;
        house.person("ann").await;
        house.knows("ann", "ann-there").await;
        type Lie = fn(Claimed) -> Claimed;
        let lies: [(&str, Lie); 7] = [
            ("issuer", |c| Claimed { issuer: "https://evil.example".to_owned(), ..c }),
            ("audience", |c| Claimed { audiences: vec!["them".to_owned()], ..c }),
            ("shared audience", |c| Claimed { audiences: vec!["us".to_owned(), "them".to_owned()], ..c }),
            ("no nonce", |c| Claimed { nonce: None, ..c }),
            ("another nonce", |c| Claimed { nonce: Some("A".repeat(43)), ..c }),
            ("expired", |c| Claimed { expires_at: c.issued_at.minus(minutes(2)), ..c }),
            ("nobody", |c| Claimed { subject: String::new(), ..c }),
        ];
        for (n, (lie, tell)) in lies.into_iter().enumerate() {
            let going = house.goes().await;
            let claimed = tell(house.says(&going, "ann-there"));
            assert_eq!(house.comes_back(&going, claimed).await, FAILED, "{lie}");
            assert_eq!(house.log(AuditAction::ThirdPartyFailed).await.len(), n + 1, "{lie}");
        }
    }

    async fn asvs_10_2_2_rfc_9207_the_answer_names_its_issuer_where_that_is_promised(store: TestStore) {
        let house = House::with_site(store).await;
        for (promised, issuer, fits) in [
            (false, None, true),
            (false, Some(ISSUER), true),
            (false, Some("https://evil.example"), false),
            (true, Some(ISSUER), true),
            (true, None, false),
        ] {
            if promised {
                house.providers.send_issuer();
            }
            let going = house.goes().await;
            house.providers.signs_in("c", house.says(&going, "ann-there"));
            let answer = Answer { issuer: issuer.map(str::to_owned), ..with_code(&going, "c") };
            let outcome = house.answer(answer).await.outcome;
            assert_eq!(outcome.is_ok(), fits, "{promised} {issuer:?}");
        }
    }

    async fn rfc_9700_4_5_codes_swapped_between_two_people_open_nothing(store: TestStore) {
        let house = House::with_site(store).await;
        let (anns, bobs) = (house.goes().await, house.goes().await);
        house.providers.signs_in("ann's", house.says(&anns, "ann-there"));
        house.providers.signs_in("bob's", house.says(&bobs, "bob-there"));
        for (going, code) in [(&anns, "bob's"), (&bobs, "ann's")] {
            let returned = house.answer(with_code(going, code)).await;
            assert_eq!(returned.outcome.unwrap_err(), ReturnRefusal::ProviderFailed, "{code}");
        }
    }

    async fn sign_3_a_provider_that_is_down_slow_or_says_no_is_told_apart(store: TestStore) {
        let house = House::with_site(store).await;
        let down = || ProviderError::Unreachable("it took too long".to_owned());
        for error in [down(), ProviderError::OtherIssuer, ProviderError::Unsuitable("no code flow".to_owned())] {
            house.providers.fail(error);
            assert_eq!(refused(house.begin(&house.ctx(), &"v".repeat(43)).await.map(|_| ())), "provider_unreachable");
        }
        let going = house.goes().await;
        house.providers.fail(down());
        let claimed = house.says(&going, "ann-there");
        assert_eq!(house.comes_back(&going, claimed).await, FAILED);
        for (error, refusal) in [
            ("access_denied", ReturnRefusal::Denied),
            ("server_error", ReturnRefusal::ProviderFailed),
            ("<script>alert(1)</script>", ReturnRefusal::ProviderFailed),
        ] {
            let going = house.goes().await;
            let answer = Answer { state: Some(going.state), error: Some(error.to_owned()), ..Answer::default() };
            assert_eq!(house.answer(answer).await.outcome.unwrap_err(), refusal, "{error}");
        }
        let log = house.log(AuditAction::ThirdPartyFailed).await;
        assert_eq!(log[0].details["why"], "an unknown error", "nobody else's words stand in the log");
        assert!(log.iter().all(|entry| entry.details["reason"] != "denied"), "anybody can say no as often as they like");
    }

    async fn g4_sign_3_no_clock_lengthens_a_visit(store: TestStore) {
        for (jump, back, outcome) in [
            (minutes(9), false, None),
            (minutes(10), false, Some(ReturnRefusal::Expired)),
            (hours(1), false, Some(ReturnRefusal::Expired)),
            (days(2), false, Some(ReturnRefusal::Expired)),
            (hours(1), true, Some(ReturnRefusal::Expired)),
            (days(2), true, Some(ReturnRefusal::Expired)),
        ] {
            let house = House::with_site(store::testing::sqlite_memory().await).await;
            let going = house.goes().await;
            if back { house.clock.set(house.now().minus(jump)) } else { house.pass(jump) }
            let claimed = house.says(&going, "ann-there");
            assert_eq!(house.comes_back(&going, claimed).await.err(), outcome, "{jump:?} {back}");
        }
        let house = House::with_site(store).await;
        let going = house.goes().await;
        house.pass(minutes(10));
        sweep(&house.app).await.unwrap();
        let claimed = house.says(&going, "ann-there");
        assert_eq!(house.comes_back(&going, claimed).await, Err(ReturnRefusal::UnknownVisit), "swept");
    }

    async fn sign_3_an_address_has_so_many_visits_under_way_and_an_ipv6_network_is_one(store: TestStore) {
        let house = House::with_site(store).await;
        let verifier = "v".repeat(43);
        let from = |n: u16| house.ctx_from(&format!("2001:db8:0:1::{n:x}"));
        for n in 1..=MOST_VISITS {
            house.begin(&from(n), &verifier).await.unwrap();
        }
        let Err(Failure::Refused(refusal)) = house.begin(&from(99), &verifier).await else {
            panic!("there is no place")
        };
        assert_eq!((refusal.code(), refusal.retry_after()), ("too_many_visits", Some(minutes(10))));
        house.begin(&house.ctx_from("2001:db8:0:2::1"), &verifier).await.unwrap();
        house.pass(minutes(10));
        house.begin(&from(1), &verifier).await.unwrap();
    }

    async fn sign_3_whoever_comes_back_with_what_is_not_theirs_too_often_is_stopped(store: TestStore) {
        let house = House::with_site(store).await;
        let limit = domain::rate::FailureRule::ADDRESS.limit;
        for _ in 0..limit {
            let going = house.goes().await;
            let returned = house.answer(with_code(&going, "made up")).await;
            assert_eq!(returned.outcome.unwrap_err(), ReturnRefusal::ProviderFailed);
        }
        assert_eq!(refused(house.begin(&house.ctx(), &"v".repeat(43)).await.map(|_| ())), "too_many_tries");
        house.begin(&house.ctx_from("198.51.100.1"), &"v".repeat(43)).await.unwrap();
    }

    async fn sign_3_nobody_goes_where_nobody_waits(store: TestStore) {
        let house = House::with_site(store).await;
        let good = BeginVisit {
            provider: "site".to_owned(),
            verifier_hash: "A".repeat(43),
            return_to: "http://127.0.0.1:4711/back".to_owned(),
            redirect_uri: CALLBACK.to_owned(),
        };
        begin_visit(&house.app, &house.ctx(), &good).await.unwrap();
        let table = [
            (BeginVisit { provider: "other".to_owned(), ..good.clone() }, "no_such_provider", None),
            (BeginVisit { provider: "../x".to_owned(), ..good.clone() }, "no_such_provider", None),
            (BeginVisit { verifier_hash: "short".to_owned(), ..good.clone() }, "invalid_field", Some("verifier_hash")),
            (BeginVisit { return_to: "http://127.0.0.1:1@evil/".to_owned(), ..good.clone() }, "invalid_field", Some("return_to")),
            (BeginVisit { return_to: "//evil.example".to_owned(), ..good.clone() }, "invalid_field", Some("return_to")),
        ];
        for (begin, code, field) in table {
            match begin_visit(&house.app, &house.ctx(), &begin).await {
                Err(Failure::Refused(refusal)) => assert_eq!((refusal.code(), refusal.field()), (code, field)),
                other => panic!("{begin:?} leads to {other:?}"),
            }
        }
    }
}
