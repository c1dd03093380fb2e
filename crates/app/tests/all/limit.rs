//! The limit of sessions: restricted, waiting, lifted (SES-1 to SES-6, SES-10 to SES-12).

use app::administration::{SessionSettings, change_session_settings, session_settings, set_session_limit};
use app::conference::{Admit, admit};
use app::events::{BrowserEvent, listen};
use app::sessions::{end, list, prove, sweep};
use app::sign_in::{
    AttemptKey, Choose, SignIn, SignedIn, Step, Waiting, begin, cancel, choose_session, listen_at_window, show_attempt,
    sign_out, window_is,
};
use app::{Actor, Typed};
use domain::conference::Access;
use domain::ids::SessionId;
use domain::permission::Level;
use domain::session::limit::{Limit, Policy};
use domain::session::{Client, EndReason};
use domain::time::{Duration, hours, minutes};

use crate::house::{House, PASSWORD, form, hear, newcomer, refused};

impl House {
    /// Sets the server's limit, as an administrator does.
    async fn limit(&self, limit: u16, policy: Policy) {
        let root = match self.sign_in(form("root", PASSWORD)).await {
            Ok(done) => actor(&done),
            Err(_) => self.person_of(Level::Administrator, "root").await,
        };
        let before = session_settings(&self.app, &root).await.unwrap();
        let new = SessionSettings {
            limit,
            policy,
            ..before
        };
        change_session_settings(&self.app, &self.ctx(), &root, new)
            .await
            .unwrap();
        sign_out(&self.app, &self.ctx(), &root).await.unwrap();
    }

    async fn waits(&self, login: &str) -> Waiting {
        match begin(&self.app, &self.ctx(), form(login, PASSWORD)).await.unwrap() {
            Step::ChooseSession(waiting) => *waiting,
            other => panic!("it should wait: {other:?}"),
        }
    }

    async fn choose(&self, waiting: &Waiting, choose: Choose) -> Step {
        choose_session(&self.app, &self.ctx(), &key(waiting), choose, None)
            .await
            .unwrap()
    }

    /// The slot a session holds now; nothing when it is restricted.
    async fn slot(&self, actor: &Actor) -> Option<u16> {
        self.again(actor).await.session.slot
    }
}

fn key(waiting: &Waiting) -> AttemptKey {
    AttemptKey {
        id: waiting.sign_in,
        secret: waiting.secret.clone(),
    }
}

fn actor(done: &SignedIn) -> Actor {
    Actor {
        account: done.account.clone(),
        session: done.session.clone(),
    }
}

fn done(step: Step) -> Actor {
    match step {
        Step::Done(done) => actor(&done),
        other => panic!("it should be done: {other:?}"),
    }
}

store::on_both! {
    async fn ses_1_without_a_limit_every_session_has_the_smallest_free_number(store: TestStore) {
        let house = House::on(store);
        let mut people = vec![house.person("ann").await];
        for _ in 0..3 {
            people.push(house.signed_in("ann").await);
        }
        let slots: Vec<_> = people.iter().map(|person| person.session.slot).collect();
        assert_eq!(slots, [Some(1), Some(2), Some(3), Some(4)]);
        sign_out(&house.app, &house.ctx(), &people[1]).await.unwrap();
        assert_eq!(house.signed_in("ann").await.session.slot, Some(2));
    }

    async fn ses_3_ses_5_over_the_limit_one_is_let_in_restricted(store: TestStore) {
        let house = House::on(store);
        house.limit(1, Policy::Restrict).await;
        let first = house.person("ann").await;
        let second = house.signed_in("ann").await;
        assert_eq!((first.session.slot, second.session.slot), (Some(1), None));
        assert!(second.session.is_restricted());
        let listed = list(&house.app, &house.ctx(), &second).await.unwrap();
        assert_eq!((listed.limit.as_number(), listed.in_use, listed.to_end), (1, 1, 1));
        let advised: Vec<_> = listed.listed.iter().filter(|one| one.advised).map(|one| one.session.id).collect();
        assert_eq!(advised, [first.session.id], "the one that frees a place");

        let conference = house.conference(&first, Access::Open).await;
        let number = conference.number.to_string();
        let entering = admit(&house.app, &house.ctx(), Some(&second), &number, Admit::default()).await;
        assert_eq!(refused(entering), "session_restricted");
        let made = app::conferences::create(&house.app, &house.ctx(), &second, crate::house::planned("X")).await;
        assert_eq!(refused(made), "session_restricted");
        let deleted = app::conferences::delete(&house.app, &house.ctx(), &second, &number).await;
        assert_eq!(refused(deleted), "session_restricted");
    }

    async fn ses_6_whoever_ends_the_other_is_lifted_first_and_at_once(store: TestStore) {
        let house = House::on(store);
        house.limit(1, Policy::Restrict).await;
        let first = house.person("ann").await;
        let (earlier, later) = (house.signed_in("ann").await, house.signed_in("ann").await);
        let mut told = listen(&house.app, &house.ctx(), &later).await.unwrap();
        end(&house.app, &house.ctx(), &later, first.session.id).await.unwrap();
        assert_eq!(house.slot(&later).await, Some(1));
        assert_eq!(house.slot(&earlier).await, None, "it waited longer, but did not end the other");
        let lifted = BrowserEvent::SessionLifted { session_id: later.session.id };
        let mut heard = Vec::new();
        while heard.len() < 2 {
            heard.push(hear(&mut told).await.unwrap());
        }
        assert!(heard.contains(&lifted) && heard.contains(&BrowserEvent::SessionsChanged), "{heard:?}");
        // What it was refused is open now, without another sign-in.
        let lifted = house.again(&later).await;
        app::conferences::create(&house.app, &house.ctx(), &lifted, crate::house::planned("X")).await.unwrap();
        // The next place goes to whoever waits.
        sign_out(&house.app, &house.ctx(), &later).await.unwrap();
        assert_eq!(house.slot(&earlier).await, Some(1));
    }

    async fn ses_6_ending_a_restricted_session_frees_nothing(store: TestStore) {
        let house = House::on(store);
        house.limit(1, Policy::Restrict).await;
        house.person("ann").await;
        let (one, other) = (house.signed_in("ann").await, house.signed_in("ann").await);
        end(&house.app, &house.ctx(), &one, other.session.id).await.unwrap();
        assert_eq!(house.slot(&one).await, None);
    }

    async fn ses_6_the_longest_waiting_connected_device_is_next_then_the_longest_waiting_one(store: TestStore) {
        let house = House::on(store);
        house.limit(1, Policy::Restrict).await;
        let first = house.person("ann").await;
        let (away, here) = (house.signed_in("ann").await, house.signed_in("ann").await);
        let connected = house.app.presence().opened(here.session.id);
        app::sessions::note_presence(&house.app).await.unwrap();
        sign_out(&house.app, &house.ctx(), &first).await.unwrap();
        assert_eq!((house.slot(&here).await, house.slot(&away).await), (Some(1), None));
        drop(connected);
        app::sessions::note_presence(&house.app).await.unwrap();
        assert!(!house.again(&here).await.session.is_connected(house.now()));
        sign_out(&house.app, &house.ctx(), &here).await.unwrap();
        assert_eq!(house.slot(&away).await, Some(1));
    }

    async fn ses_6_time_alone_frees_a_place(store: TestStore) {
        let house = House::on(store);
        house.limit(1, Policy::Restrict).await;
        house.person("ann").await;
        house.pass(hours(6));
        let second = house.signed_in("ann").await;
        house.pass(hours(6));
        sweep(&house.app).await.unwrap();
        assert_eq!(house.slot(&second).await, Some(1));
    }

    async fn ses_6_a_raised_limit_lifts_at_once_and_a_lowered_one_ends_nothing(store: TestStore) {
        let house = House::on(store);
        house.limit(1, Policy::Restrict).await;
        let first = house.person("ann").await;
        let second = house.signed_in("ann").await;
        house.limit(2, Policy::Restrict).await;
        assert_eq!(house.slot(&second).await, Some(2));
        house.limit(1, Policy::Restrict).await;
        assert_eq!((house.slot(&first).await, house.slot(&second).await), (Some(1), Some(2)), "they stay");
        let third = house.signed_in("ann").await;
        assert_eq!(third.session.slot, None);
        let listed = list(&house.app, &house.ctx(), &third).await.unwrap();
        assert_eq!(listed.to_end, 2);
        end(&house.app, &house.ctx(), &third, first.session.id).await.unwrap();
        assert_eq!(house.slot(&third).await, None, "still one too many");
        end(&house.app, &house.ctx(), &third, second.session.id).await.unwrap();
        assert_eq!(house.slot(&third).await, Some(1));
        house.limit(0, Policy::Restrict).await;
    }

    async fn ses_1_an_accounts_own_limit_wins(store: TestStore) {
        let house = House::on(store);
        let root = house.person_of(Level::Administrator, "root").await;
        house.limit(1, Policy::Restrict).await;
        let ann = house.person("ann").await;
        let second = house.signed_in("ann").await;
        let own = |limit| {
            let (app, ctx, root, id) = (house.app.clone(), house.ctx(), root.clone(), ann.account.id);
            async move { set_session_limit(&app, &ctx, &root, id, limit).await }
        };
        let managed = own(Some(2)).await.unwrap();
        assert_eq!(managed.account.session_limit.map(Limit::as_number), Some(2));
        assert_eq!(house.slot(&second).await, Some(2), "it acts at once");
        assert_eq!(house.signed_in("ann").await.session.slot, None);
        own(Some(0)).await.unwrap();
        assert_eq!(house.signed_in("ann").await.session.slot, Some(4));
        own(None).await.unwrap();
        assert!(house.signed_in("ann").await.session.is_restricted());
        assert_eq!(refused(own(Some(101)).await), "out_of_range");
    }

    async fn ses_10_the_same_device_keeps_its_place(store: TestStore) {
        let house = House::on(store);
        house.limit(1, Policy::Restrict).await;
        house.account(newcomer("ann")).await;
        let first = house.sign_in(form("ann", PASSWORD)).await.unwrap();
        let waiting = house.signed_in("ann").await;
        let again = SignIn { device_secret: Some(first.device_secret), ..form("ann", PASSWORD) };
        let again = house.sign_in(again).await.unwrap();
        assert_eq!(again.session.slot, Some(1), "its own session ends for it, and nobody comes between");
        assert_eq!(house.slot(&waiting).await, None);
        // A restricted one keeps its place in the queue.
        let other = SignIn { replaces: Some(waiting.session.id), ..form("ann", PASSWORD) };
        let other = house.sign_in(other).await.unwrap();
        assert_eq!(other.session.queue_place, waiting.session.queue_place);
    }

    async fn ses_4_under_the_policy_wait_one_waits_and_goes_on_by_itself(store: TestStore) {
        let house = House::on(store);
        house.limit(1, Policy::Wait).await;
        let first = house.person("ann").await;
        let waiting = house.waits("ann").await;
        assert_eq!(waiting.choice.sessions.listed.len(), 1);
        assert_eq!((waiting.choice.sessions.in_use, waiting.choice.sessions.to_end), (1, 1));
        assert!(!waiting.choice.may_continue_restricted);
        assert_eq!(waiting.choice.waits_until, house.now().plus(minutes(15)));
        assert!(matches!(house.choose(&waiting, Choose::GoOn).await, Step::ChooseSession(_)));
        let restricted = choose_session(&house.app, &house.ctx(), &key(&waiting), Choose::Restricted, None).await;
        assert_eq!(refused(restricted), "not_allowed");

        let mut window = listen_at_window(&house.app, &house.ctx(), &key(&waiting)).await.unwrap();
        sign_out(&house.app, &house.ctx(), &first).await.unwrap();
        assert_eq!(hear(&mut window).await, Some(BrowserEvent::SignInChanged));
        let ann = done(house.choose(&waiting, Choose::GoOn).await);
        assert_eq!(ann.session.slot, Some(1));
        let session = house.again(&ann).await.session;
        assert_eq!(session.expires_at, house.now().plus(hours(12)), "with its full life");
        let again = choose_session(&house.app, &house.ctx(), &key(&waiting), Choose::GoOn, None).await;
        assert_eq!(refused(again), "attempt_over", "once");
    }

    async fn ses_4_who_waits_may_end_a_session_without_another_proof(store: TestStore) {
        let house = House::on(store);
        house.limit(1, Policy::Wait).await;
        let (first, bob) = (house.person("ann").await, house.person("bob").await);
        let (earlier, later) = (house.waits("ann").await, house.waits("ann").await);
        let theirs = choose_session(&house.app, &house.ctx(), &key(&later), Choose::End(bob.session.id), None).await;
        assert_eq!(refused(theirs), "session_not_found", "somebody else's");
        let ann = done(house.choose(&later, Choose::End(first.session.id)).await);
        assert_eq!(ann.session.slot, Some(1), "first to whoever ended it");
        assert_eq!(house.again(&first).await.session.ended, Some((house.now(), EndReason::EndedByUser)));
        assert!(matches!(house.choose(&earlier, Choose::GoOn).await, Step::ChooseSession(_)));
    }

    async fn ses_4_whose_turn_has_come_ends_nobodys_session(store: TestStore) {
        let house = House::on(store);
        house.limit(2, Policy::Wait).await;
        let (first, second) = (house.person("ann").await, house.signed_in("ann").await);
        let waiting = house.waits("ann").await;
        sign_out(&house.app, &house.ctx(), &first).await.unwrap();
        assert!(window_is(&house.app, house.now(), &key(&waiting), true).await.unwrap(), "its turn has come");
        done(house.choose(&waiting, Choose::End(second.session.id)).await);
        assert_eq!(house.again(&second).await.session.ended, None);
    }

    async fn ses_10_two_windows_of_one_browser_make_one_session(store: TestStore) {
        let house = House::on(store);
        house.limit(1, Policy::Wait).await;
        let first = house.person("ann").await;
        let (one, other) = (house.waits("ann").await, house.waits("ann").await);
        sign_out(&house.app, &house.ctx(), &first).await.unwrap();
        let Step::Done(done) = house.choose(&one, Choose::GoOn).await else { panic!("a place is free") };
        // The other window sends the cookie that the first one got.
        let device = Some(done.device_secret.hash());
        let again = choose_session(&house.app, &house.ctx(), &key(&other), Choose::GoOn, device).await.unwrap();
        let Step::Done(again) = again else { panic!("its own device has the place") };
        assert_eq!(again.session.slot, Some(1));
        assert_eq!(house.again(&actor(&done)).await.session.ended, Some((house.now(), EndReason::Replaced)));
    }

    async fn ses_6_a_place_is_given_to_a_waiting_sign_in_only_while_its_window_is_open(store: TestStore) {
        let house = House::on(store);
        house.limit(1, Policy::Wait).await;
        let first = house.person("ann").await;
        let (closed, open) = (house.waits("ann").await, house.waits("ann").await);
        window_is(&house.app, house.now(), &key(&closed), false).await.unwrap();
        window_is(&house.app, house.now(), &key(&open), true).await.unwrap();
        sign_out(&house.app, &house.ctx(), &first).await.unwrap();
        assert!(matches!(house.choose(&closed, Choose::GoOn).await, Step::ChooseSession(_)));
        let second = done(house.choose(&open, Choose::GoOn).await);
        // Opened again, it is served again.
        window_is(&house.app, house.now(), &key(&closed), true).await.unwrap();
        sign_out(&house.app, &house.ctx(), &second).await.unwrap();
        done(house.choose(&closed, Choose::GoOn).await);
    }

    async fn ses_4_a_wait_ends_after_its_time_or_a_minute_after_its_window(store: TestStore) {
        let house = House::on(store);
        house.limit(1, Policy::Wait).await;
        house.person("ann").await;
        let go_on = |waiting: &Waiting| {
            let (app, ctx, key) = (house.app.clone(), house.ctx(), key(waiting));
            async move { choose_session(&app, &ctx, &key, Choose::GoOn, None).await }
        };
        let left = house.waits("ann").await;
        house.pass(Duration::from_secs(59));
        assert!(go_on(&left).await.is_ok(), "asking keeps it open");
        house.pass(Duration::from_secs(60));
        assert_eq!(refused(go_on(&left).await), "attempt_over");
        let kept = house.waits("ann").await;
        for _ in 0..29 {
            house.pass(Duration::from_secs(30));
            window_is(&house.app, house.now(), &key(&kept), true).await.unwrap();
        }
        house.pass(Duration::from_secs(30));
        assert_eq!(refused(go_on(&kept).await), "attempt_over", "after a quarter of an hour");
        assert_eq!(refused(show_attempt(&house.app, &house.ctx(), &key(&kept)).await), "attempt_over");
    }

    async fn ses_4_a_place_that_is_not_collected_goes_to_the_next(store: TestStore) {
        let house = House::on(store);
        house.limit(1, Policy::Wait).await;
        let first = house.person("ann").await;
        let gone = house.waits("ann").await;
        sign_out(&house.app, &house.ctx(), &first).await.unwrap();
        let next = house.waits("ann").await;
        for _ in 0..3 {
            house.pass(Duration::from_secs(30));
            window_is(&house.app, house.now(), &key(&next), true).await.unwrap();
        }
        sweep(&house.app).await.unwrap();
        done(house.choose(&next, Choose::GoOn).await);
        let late = choose_session(&house.app, &house.ctx(), &key(&gone), Choose::GoOn, None).await;
        assert_eq!(refused(late), "attempt_over");
    }

    async fn ses_4_giving_up_gives_the_place_on(store: TestStore) {
        let house = House::on(store);
        house.limit(1, Policy::Wait).await;
        let first = house.person("ann").await;
        let (one, other) = (house.waits("ann").await, house.waits("ann").await);
        sign_out(&house.app, &house.ctx(), &first).await.unwrap();
        cancel(&house.app, &house.ctx(), &key(&one)).await.unwrap();
        cancel(&house.app, &house.ctx(), &key(&one)).await.unwrap();
        done(house.choose(&other, Choose::GoOn).await);
    }

    async fn ses_4_who_waits_hears_that_the_policy_is_another(store: TestStore) {
        let house = House::on(store);
        house.limit(1, Policy::Wait).await;
        house.person("ann").await;
        let waiting = house.waits("ann").await;
        let mut window = listen_at_window(&house.app, &house.ctx(), &key(&waiting)).await.unwrap();
        house.limit(1, Policy::Restrict).await;
        assert_eq!(hear(&mut window).await, Some(BrowserEvent::SignInChanged));
        let Step::ChooseSession(now) = house.choose(&waiting, Choose::GoOn).await else { panic!("nothing is free") };
        assert!(now.choice.may_continue_restricted);
    }

    async fn ses_12_beyond_ten_restricted_sessions_one_waits_under_either_policy(store: TestStore) {
        let house = House::on(store);
        house.limit(1, Policy::Restrict).await;
        let first = house.person("ann").await;
        let mut restricted = Vec::new();
        for _ in 0..10 {
            restricted.push(house.signed_in("ann").await);
        }
        assert!(restricted.iter().all(|actor| actor.session.is_restricted()));
        let waiting = house.waits("ann").await;
        assert!(!waiting.choice.may_continue_restricted);
        end(&house.app, &house.ctx(), &first, restricted[3].session.id).await.unwrap();
        let Step::ChooseSession(now) = house.choose(&waiting, Choose::GoOn).await else { panic!("nothing is free") };
        assert!(now.choice.may_continue_restricted);
        let on = done(house.choose(&waiting, Choose::Restricted).await);
        assert!(on.session.is_restricted());
    }

    async fn asvs_7_5_2_ending_another_session_asks_for_a_fresh_proof(store: TestStore) {
        let house = House::on(store);
        let (here, there) = (house.person("ann").await, house.signed_in("ann").await);
        house.pass(minutes(16));
        let ending = |id: SessionId, actor: Actor| {
            let (app, ctx) = (house.app.clone(), house.ctx());
            async move { end(&app, &ctx, &actor, id).await }
        };
        assert_eq!(refused(ending(there.session.id, here.clone()).await), "proof_required");
        let all = app::sessions::end_others(&house.app, &house.ctx(), &here).await;
        assert_eq!(refused(all), "proof_required");
        let wrong = prove(&house.app, &house.ctx(), &here, &Typed::new("wrong")).await.map(|_| ());
        assert_eq!(refused(wrong), "wrong_current_password");
        let proven = prove(&house.app, &house.ctx(), &here, &Typed::new(PASSWORD)).await.unwrap();
        let again = app::sessions::authenticate(&house.app, &house.ctx(), &proven.secret).await.unwrap();
        assert_eq!(again.session.id, here.session.id);
        ending(there.session.id, again.clone()).await.unwrap();
        house.pass(minutes(16));
        ending(again.session.id, again).await.unwrap();
    }

    async fn sign_2_a_sign_in_that_waits_dies_with_the_password(store: TestStore) {
        let house = House::on(store);
        house.limit(1, Policy::Wait).await;
        let ann = house.person("ann").await;
        let waiting = house.waits("ann").await;
        let change = app::account::ChangePassword {
            current: Typed::new(PASSWORD),
            new: Typed::new("another fine one 77"),
        };
        app::account::change_password(&house.app, &house.ctx(), &ann, change).await.unwrap();
        sign_out(&house.app, &house.ctx(), &ann).await.unwrap();
        let late = choose_session(&house.app, &house.ctx(), &key(&waiting), Choose::GoOn, None).await;
        assert_eq!(refused(late), "attempt_over");
    }

    async fn ses_2_web_desktop_and_mobile_count_together(store: TestStore) {
        let house = House::on(store);
        house.limit(2, Policy::Restrict).await;
        house.account(newcomer("ann")).await;
        let mut slots = Vec::new();
        for client in [Client::Mobile, Client::Web, Client::Desktop] {
            let signed_in = house.sign_in(SignIn { client, ..form("ann", PASSWORD) }).await.unwrap();
            slots.push(signed_in.session.slot);
        }
        assert_eq!(slots, [Some(1), Some(2), None]);
    }
}
