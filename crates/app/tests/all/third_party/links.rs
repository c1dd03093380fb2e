//! Tying an identity to an account: after that account's whole sign-in, in the same attempt, and never sooner.

use app::Typed;
use app::failure::Outcome;
use app::sign_in::{
    AttemptKey, Choose, SignIn, SignInRefusal, Step, begin, cancel, choose_session, prove_second_factor, show_attempt,
};
use app::third_party::{my_identities, unlink};
use domain::audit::AuditAction;
use domain::secret::Secret;
use domain::third_party::LINK_LIFE;
use domain::time::{Duration, days, hours, minutes};

use super::done;
use crate::house::{House, PASSWORD, form, refused};

impl House {
    /// Somebody unknown comes back; what is offered to them.
    async fn offered(&self, subject: &str) -> AttemptKey {
        match self.enters(subject).await.unwrap() {
            Step::Link(offered) => AttemptKey {
                id: offered.sign_in,
                secret: offered.secret,
            },
            other => panic!("a link should be offered: {other:?}"),
        }
    }

    async fn signs_in_linking(&self, login: &str, password: &str, link: &AttemptKey) -> Outcome<Step, SignInRefusal> {
        let form = SignIn {
            link: Some(link.clone()),
            ..form(login, password)
        };
        begin(&self.app, &self.ctx(), form).await
    }
}

store::on_both! {
    async fn sign_3_an_unknown_identity_is_tied_by_the_password_of_the_account(store: TestStore) {
        let house = House::with_site(store).await;
        house.person("ann").await;
        let link = house.offered("ann-there").await;
        assert!(matches!(show_attempt(&house.app, &house.ctx(), &link).await.unwrap(), Step::Link(_)), "after a reload");
        assert_eq!(refused(house.signs_in_linking("ann", "wrong", &link).await), "wrong_credentials");
        assert_eq!(house.whose("ann-there").await, None);
        let ann = done(house.signs_in_linking("ann", PASSWORD, &link).await.unwrap());
        assert_eq!(house.whose("ann-there").await.as_deref(), Some("ann"));
        let entry = &house.log(AuditAction::IdentityLinked).await[0];
        assert_eq!((entry.actor, &entry.details["subject"]), (Some(ann.account.id), &"ann-there".into()));
        assert_eq!(refused(house.signs_in_linking("ann", PASSWORD, &link).await), "attempt_over", "once");
        done(house.enters("ann-there").await.unwrap());
    }

    async fn sign_3_an_identity_is_tied_only_after_the_second_factor(store: TestStore) {
        let house = House::with_site(store).await;
        let app = house.enrolled("ann").await.app;
        let link = house.offered("ann-there").await;
        let asked = match house.signs_in_linking("ann", PASSWORD, &link).await.unwrap() {
            Step::SecondFactor(asked) => asked,
            other => panic!("a second factor should be asked for: {other:?}"),
        };
        assert_eq!(house.whose("ann-there").await, None, "the password is not the whole sign-in");
        assert_eq!(refused(house.signs_in_linking("ann", PASSWORD, &link).await), "attempt_over", "it goes with the other");
        let key = AttemptKey { id: asked.sign_in, secret: asked.secret.clone() };
        let wrong = prove_second_factor(&house.app, &house.ctx(), &key, &Typed::new("000000"), None).await;
        assert_eq!(refused(wrong), "code_wrong");
        assert_eq!(house.whose("ann-there").await, None);
        // Longer than a link lives by itself: it lives with the sign-in that it went with.
        house.pass(minutes(11));
        let step = prove_second_factor(&house.app, &house.ctx(), &key, &house.code(&app), None).await;
        done(step.unwrap());
        assert_eq!(house.whose("ann-there").await.as_deref(), Some("ann"));
    }

    async fn sign_3_an_identity_is_tied_only_after_the_choice_of_a_session(store: TestStore) {
        let house = House::with_site(store).await;
        let first = house.person("ann").await;
        house.set("sessions.limit", 1.into()).await;
        house.set("sessions.policy", "wait".into()).await;
        let link = house.offered("ann-there").await;
        let waiting = match house.signs_in_linking("ann", PASSWORD, &link).await.unwrap() {
            Step::ChooseSession(waiting) => waiting,
            other => panic!("it should wait: {other:?}"),
        };
        assert_eq!(house.whose("ann-there").await, None);
        let key = AttemptKey { id: waiting.sign_in, secret: waiting.secret.clone() };
        let step = choose_session(&house.app, &house.ctx(), &key, Choose::End(first.session.id), None).await;
        done(step.unwrap());
        assert_eq!(house.whose("ann-there").await.as_deref(), Some("ann"));

        // Given up, it is tied to nobody.
        house.person("bob").await;
        let other = house.offered("other-there").await;
        let waiting = match house.signs_in_linking("bob", PASSWORD, &other).await.unwrap() {
            Step::ChooseSession(waiting) => waiting,
            other => panic!("it should wait: {other:?}"),
        };
        let key = AttemptKey { id: waiting.sign_in, secret: waiting.secret.clone() };
        cancel(&house.app, &house.ctx(), &key).await.unwrap();
        assert_eq!(house.whose("other-there").await, None);
    }

    async fn sign_3_who_cannot_be_tied_is_told_before_a_wait_and_before_a_code(store: TestStore) {
        let house = House::with_site(store).await;
        house.person("ann").await;
        house.knows("ann", "other-there").await;
        house.enrolled("eve").await;
        house.knows("eve", "eve-there").await;
        house.set("sessions.limit", 1.into()).await;
        house.set("sessions.policy", "wait".into()).await;
        for who in ["ann", "eve"] {
            let link = house.offered("a-third-there").await;
            assert_eq!(refused(house.signs_in_linking(who, PASSWORD, &link).await), "provider_linked", "{who}");
        }
    }

    async fn sign_3_a_link_is_its_owners_and_ends(store: TestStore) {
        let house = House::with_site(store).await;
        house.person("ann").await;
        for (jump, back) in [(LINK_LIFE, false), (hours(1), false), (days(2), false), (hours(1), true), (days(2), true)] {
            let link = house.offered("ann-there").await;
            if back { house.clock.set(house.now().minus(jump)) } else { house.pass(jump) }
            assert_eq!(refused(house.signs_in_linking("ann", PASSWORD, &link).await), "attempt_over", "{jump:?} {back}");
        }
        let link = house.offered("ann-there").await;
        let stolen = AttemptKey { secret: Secret::generate(&app::testing::SeededEntropy::new(3)), ..link.clone() };
        assert_eq!(refused(house.signs_in_linking("ann", PASSWORD, &stolen).await), "attempt_over");
        cancel(&house.app, &house.ctx(), &stolen).await.unwrap();
        assert!(show_attempt(&house.app, &house.ctx(), &link).await.is_ok(), "nobody else withdraws it");
        cancel(&house.app, &house.ctx(), &link).await.unwrap();
        assert_eq!(refused(house.signs_in_linking("ann", PASSWORD, &link).await), "attempt_over", "withdrawn");
        assert_eq!(house.whose("ann-there").await, None);
    }

    parallel async fn sign_3_of_two_people_who_tie_one_identity_one_does_and_the_other_is_not_signed_in(store: TestStore) {
        let house = House::with_site(store).await;
        let (ann, bob) = (house.person("ann").await, house.person("bob").await);
        let (anns, bobs) = (house.offered("shared").await, house.offered("shared").await);
        let (one, two) = tokio::join!(
            house.signs_in_linking("ann", PASSWORD, &anns),
            house.signs_in_linking("bob", PASSWORD, &bobs),
        );
        let (winner, loser) = match (one, two) {
            (Ok(_), lost) => ("ann", (bob, lost)),
            (lost, Ok(_)) => ("bob", (ann, lost)),
            neither => panic!("{neither:?}"),
        };
        assert_eq!(refused(loser.1), "identity_taken");
        assert_eq!(house.whose("shared").await.as_deref(), Some(winner));
        let sessions = house.store.read().open_sessions(loser.0.account.id).await.unwrap();
        assert_eq!(sessions.len(), 1, "all or nothing");
    }

    repeated async fn g4_sign_3_one_link_is_tied_once_by_64(store: TestStore) {
        let house = House::with_site(store).await;
        house.person("ann").await;
        let link = house.offered("ann-there").await;
        let tries: Vec<_> = (0..64)
            .map(|_| {
                let (app, ctx) = (house.app.clone(), house.ctx());
                let form = SignIn { link: Some(link.clone()), ..form("ann", PASSWORD) };
                tokio::spawn(async move { begin(&app, &ctx, form).await })
            })
            .collect();
        let mut tied = 0;
        for one in tries {
            match one.await.unwrap() {
                Ok(step) => {
                    done(step);
                    tied += 1;
                }
                refusal => assert_eq!(refused(refusal), "attempt_over"),
            }
        }
        assert_eq!((tied, house.log(AuditAction::IdentityLinked).await.len()), (1, 1));
    }

    async fn sign_3_an_account_has_one_identity_at_a_provider(store: TestStore) {
        let house = House::with_site(store).await;
        house.person("ann").await;
        house.knows("ann", "ann-there").await;
        let link = house.offered("another-there").await;
        assert_eq!(refused(house.signs_in_linking("ann", PASSWORD, &link).await), "provider_linked");
        assert_eq!(house.whose("another-there").await, None);
    }

    async fn asvs_7_5_1_unlinking_needs_a_proof_and_leaves_a_way_in(store: TestStore) {
        let house = House::with_site(store).await;
        let ann = house.person("ann").await;
        let bob = house.person("bob").await;
        house.knows("ann", "ann-there").await;
        let mine = my_identities(&house.app, &ann).await.unwrap();
        let id = mine.identities[0].id.to_string();
        assert_eq!(refused(unlink(&house.app, &house.ctx(), &bob, &id).await), "identity_not_found", "somebody else's");
        assert_eq!(refused(unlink(&house.app, &house.ctx(), &ann, "x").await), "identity_not_found");
        house.pass(minutes(15));
        assert_eq!(refused(unlink(&house.app, &house.ctx(), &ann, &id).await), "proof_required");
        let ann = done(house.enters("ann-there").await.unwrap());
        let (code, going) = house.arrives("ann-there").await;
        unlink(&house.app, &house.ctx(), &ann, &id).await.unwrap();
        assert_eq!(refused(unlink(&house.app, &house.ctx(), &ann, &id).await), "identity_not_found", "twice");
        assert_eq!(house.log(AuditAction::IdentityUnlinked).await.len(), 1);
        let step = house.redeems(&code, &going.verifier).await.unwrap();
        assert!(matches!(step, Step::Link(_)), "who is on the way is nobody's now: {step:?}");
    }

    async fn sign_3_whom_nothing_vouches_for_any_more_begins_again(store: TestStore) {
        let house = House::with_site(store).await;
        let app = house.enrolled("ann").await.app;
        house.knows("ann", "ann-there").await;
        let asked = match house.enters("ann-there").await.unwrap() {
            Step::SecondFactor(asked) => asked,
            other => panic!("a second factor should be asked for: {other:?}"),
        };
        house.pass(Duration::from_secs(30));
        let account = house.account_id("ann").await;
        let sessions = house.store.read().open_sessions(account).await.unwrap();
        let reader = house.store.read();
        let ann = app::Actor {
            account: reader.account(account).await.unwrap().unwrap(),
            session: sessions[0].clone(),
        };
        let mine = my_identities(&house.app, &ann).await.unwrap();
        unlink(&house.app, &house.ctx(), &ann, &mine.identities[0].id.to_string()).await.unwrap();
        let key = AttemptKey { id: asked.sign_in, secret: asked.secret.clone() };
        let step = prove_second_factor(&house.app, &house.ctx(), &key, &house.code(&app), None).await;
        assert_eq!(refused(step), "attempt_over");
    }
}
