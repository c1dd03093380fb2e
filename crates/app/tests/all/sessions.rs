//! Sessions: listed, used, ended (SES-7 to SES-9).

use app::conference::{Admit, admit};
use app::events::{BrowserEvent, listen};
use app::sessions::{authenticate, end, end_others, list, sweep, touch};
use app::sign_in::{SignIn, sign_out};
use app::testing::MediaCall;
use app::{Actor, App};
use domain::conference::Access;
use domain::session::{Client, EndReason};
use domain::time::{Duration, days, hours, minutes};

use crate::house::{House, PASSWORD, form, hear, newcomer, refused};

/// Lets the actor into the conference and into its room.
async fn enters(house: &House, actor: &Actor, conference: &domain::conference::Conference) -> String {
    let number = conference.number.to_string();
    let admitted = admit(&house.app, &house.ctx(), Some(actor), &number, Admit::default())
        .await
        .unwrap();
    house.media.arrive(conference.room.as_str(), admitted.identity.as_str());
    admitted.identity.as_str().to_owned()
}

store::on_both! {
    async fn ses_7_the_list_has_the_newest_first_and_marks_this_one(store: TestStore) {
        let house = House::on(store);
        let old = house.person("ann").await;
        house.pass(minutes(6));
        let new = house.signed_in("ann").await;
        house.person("bob").await;
        let listed = list(&house.app, &house.ctx(), &new).await.unwrap();
        let seen: Vec<_> = listed.listed.iter().map(|listed| (listed.session.id, listed.current, listed.online)).collect();
        assert_eq!(seen, [(new.session.id, true, true), (old.session.id, false, false)]);
    }

    async fn ses_8_ending_a_session_stops_its_media_before_the_answer_and_tells_its_device(store: TestStore) {
        let house = House::on(store);
        let (phone, laptop) = (house.person("ann").await, house.signed_in("ann").await);
        let conference = house.conference(&laptop, Access::Open).await;
        let gone = enters(&house, &phone, &conference).await;
        let stays = enters(&house, &laptop, &conference).await;
        let mut told = listen(&house.app, &house.ctx(), &phone).await.unwrap();
        house.media.take_calls();

        end(&house.app, &house.ctx(), &laptop, phone.session.id).await.unwrap();

        assert_eq!(house.media.present(conference.room.as_str()), [stays]);
        let [MediaCall::RemoveParticipant(room, identity, until)] = &house.media.take_calls()[..] else {
            panic!("one removal was expected")
        };
        assert_eq!((room, identity.as_str()), (&conference.room, gone.as_str()));
        assert!(*until > house.now().plus(minutes(10)), "barred until any token of theirs has expired");
        let ended = BrowserEvent::SessionEnded { session_id: phone.session.id, reason: EndReason::EndedByUser };
        assert_eq!(hear(&mut told).await, Some(ended));
        assert_eq!(hear(&mut told).await, None, "the stream ends with its session");
        assert!(house.store.read().pending_jobs(10).await.unwrap().is_empty());
    }

    async fn ses_8_who_hangs_up_during_the_commit_leaves_nothing_undone(store: TestStore) {
        let house = House::on(store);
        let (phone, laptop) = (house.person("ann").await, house.signed_in("ann").await);
        let conference = house.conference(&laptop, Access::Open).await;
        enters(&house, &phone, &conference).await;
        let mut told = listen(&house.app, &house.ctx(), &phone).await.unwrap();
        house.media.take_calls();

        let (app, ctx, id) = (house.app.clone(), house.ctx(), phone.session.id);
        let mut ending = Box::pin(async move { end(&app, &ctx, &laptop, id).await });
        let is_over = async {
            while house.store.read().session(id).await.unwrap().unwrap().ended.is_none() {
                tokio::task::yield_now().await;
            }
        };
        // Let go of the moment the end can be seen, whether or not the answer was ready.
        tokio::select! { biased; () = is_over => {} _ = &mut ending => {} }
        drop(ending);

        let ended = BrowserEvent::SessionEnded { session_id: id, reason: EndReason::EndedByUser };
        assert_eq!(hear(&mut told).await, Some(ended));
        while !house.media.present(conference.room.as_str()).is_empty() {
            tokio::task::yield_now().await;
        }
    }

    async fn ses_8_an_identity_is_barred_though_nobody_is_present(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let conference = house.conference(&ann, Access::Open).await;
        let number = conference.number.to_string();
        admit(&house.app, &house.ctx(), Some(&ann), &number, Admit::default()).await.unwrap();
        house.media.take_calls();
        sign_out(&house.app, &house.ctx(), &ann).await.unwrap();
        assert!(matches!(house.media.take_calls()[..], [MediaCall::RemoveParticipant(..)]));
        sign_out(&house.app, &house.ctx(), &ann).await.unwrap();
        assert!(house.media.take_calls().is_empty(), "signing out twice is signing out once");
    }

    async fn asvs_7_4_1_an_ended_session_is_of_no_use_and_says_why(store: TestStore) {
        let house = House::on(store);
        house.account(newcomer("ann")).await;
        let (here, there) = (house.sign_in(form("ann", PASSWORD)).await.unwrap(), house.signed_in("ann").await);
        let who = |app: App| {
            let (secret, ctx) = (here.secret.clone(), house.ctx());
            async move { authenticate(&app, &ctx, &secret).await }
        };
        assert_eq!(who(house.app.clone()).await.unwrap().session.id, here.session.id);
        end(&house.app, &house.ctx(), &there, here.session.id).await.unwrap();
        let failure = who(house.app.clone()).await.unwrap_err();
        let app::failure::Failure::Refused(signed_out) = failure else { panic!("{failure:?}") };
        assert_eq!(signed_out.reason, Some(EndReason::EndedByUser));
        assert_eq!(refused(end(&house.app, &house.ctx(), &there, here.session.id).await), "session_not_found");
    }

    async fn asvs_8_2_2_nobody_ends_somebody_elses_session(store: TestStore) {
        let house = House::on(store);
        let (ann, bob) = (house.person("ann").await, house.person("bob").await);
        assert_eq!(refused(end(&house.app, &house.ctx(), &bob, ann.session.id).await), "session_not_found");
        assert_eq!(house.again(&ann).await.session.ended, None);
    }

    async fn ses_8_all_others_end_at_once(store: TestStore) {
        let house = House::on(store);
        let (ann, bob) = (house.person("ann").await, house.person("bob").await);
        let others = [house.signed_in("ann").await, house.signed_in("ann").await];
        assert_eq!(end_others(&house.app, &house.ctx(), &ann).await.unwrap(), 2);
        for other in &others {
            assert_eq!(house.again(other).await.session.ended, Some((house.now(), EndReason::EndedByUser)));
        }
        assert!(house.again(&ann).await.session.is_live(house.now()));
        assert!(house.again(&bob).await.session.is_live(house.now()));
        assert_eq!(end_others(&house.app, &house.ctx(), &ann).await.unwrap(), 0);
    }

    async fn ses_9_activity_is_noted_once_a_minute_and_keeps_a_session_alive(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        house.pass(Duration::from_secs(59));
        touch(&house.app, &house.ctx(), &ann).await.unwrap();
        assert_eq!(house.again(&ann).await.session.last_active_at, ann.session.last_active_at);
        house.pass(Duration::from_secs(1));
        touch(&house.app, &house.ctx(), &ann).await.unwrap();
        let active = house.again(&ann).await;
        assert_eq!(active.session.last_active_at, house.now());
        assert_eq!(active.session.expires_at, house.now().plus(hours(12)));
    }

    async fn ses_9_being_in_a_room_is_activity(store: TestStore) {
        let house = House::on(store);
        let (ann, bob) = (house.person("ann").await, house.person("bob").await);
        let conference = house.conference(&ann, Access::Open).await;
        enters(&house, &ann, &conference).await;
        app::conference::reconcile(&house.app).await.unwrap();
        for _ in 0..3 {
            house.pass(hours(11));
            sweep(&house.app).await.unwrap();
        }
        assert!(house.again(&ann).await.session.is_live(house.now()));
        assert!(!house.again(&bob).await.session.is_live(house.now()), "who is in none is idle");
        house.pass(Duration::from_secs(30));
        sweep(&house.app).await.unwrap();
        let last = house.again(&ann).await.session.last_active_at;
        assert_eq!(house.now().since(last), Duration::from_secs(30), "written down once a minute");
    }

    async fn ses_9_asvs_7_3_1_idle_sessions_end_by_themselves_and_their_devices_hear_it(store: TestStore) {
        let house = House::on(store);
        let browser = house.person("ann").await;
        let app = SignIn { client: Client::Mobile, keep: true, ..form("ann", PASSWORD) };
        let app = house.sign_in(app).await.unwrap();
        let conference = house.conference(&browser, Access::Open).await;
        enters(&house, &browser, &conference).await;
        let mut told = listen(&house.app, &house.ctx(), &browser).await.unwrap();
        house.pass(hours(12));
        assert_eq!(sweep(&house.app).await.unwrap(), 1);
        assert_eq!(sweep(&house.app).await.unwrap(), 0);
        let ended = BrowserEvent::SessionEnded { session_id: browser.session.id, reason: EndReason::Expired };
        assert_eq!(hear(&mut told).await, Some(ended));
        assert!(house.media.present(conference.room.as_str()).is_empty());
        assert!(authenticate(&house.app, &house.ctx(), &app.secret).await.is_ok(), "kept-in apps live longer");
        house.pass(days(30));
        assert_eq!(refused(authenticate(&house.app, &house.ctx(), &app.secret).await), "signed_out");
    }

    async fn ses_9_asvs_7_3_2_even_a_busy_browser_signs_in_again_after_thirty_days(store: TestStore) {
        let house = House::on(store);
        let mut ann = house.person("ann").await;
        for _ in 0..60 {
            house.pass(hours(12).saturating_sub(Duration::from_secs(1)));
            touch(&house.app, &house.ctx(), &ann).await.unwrap();
            ann = house.again(&ann).await;
        }
        assert!(ann.session.is_live(house.now()));
        house.pass(Duration::from_secs(60));
        assert_eq!(ann.session.end_reason(house.now()), Some(EndReason::Expired));
    }

    async fn acc_17_the_audit_log_is_kept_for_a_year(store: TestStore) {
        let house = House::on(store);
        house.person("ann").await;
        let all = store::AuditSearch { limit: 100, ..store::AuditSearch::default() };
        let first = house.store.read().audit_log(&all).await.unwrap();
        assert!(!first.is_empty());
        house.pass(days(365));
        sweep(&house.app).await.unwrap();
        let kept = house.store.read().audit_log(&all).await.unwrap();
        assert!(first.iter().all(|entry| kept.contains(entry)), "to the day");
        house.pass(Duration::from_secs(1));
        sweep(&house.app).await.unwrap();
        let kept = house.store.read().audit_log(&all).await.unwrap();
        assert!(first.iter().all(|entry| !kept.contains(entry)));
        assert!(!kept.is_empty(), "what the sweep itself wrote is new");
    }
}
