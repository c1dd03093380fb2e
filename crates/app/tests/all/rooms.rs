//! Rooms and rows agree: whoever has no right is taken out, who came or left is noted.

use app::conference::{Admit, admit, bar_again, follow_media, lapse, mute, reconcile, remove};
use app::conferences::delete;
use app::testing::MediaCall;
use app::{Actor, App};
use domain::admission::{Admission, CloseReason};
use domain::conference::{Access, Conference};
use domain::grant::Source;
use domain::time::{Duration, days, minutes};
use tokio::task::JoinHandle;

use crate::house::{House, refused, until};

async fn enter(house: &House, actor: Option<&Actor>, conference: &Conference) -> Admission {
    let request = Admit {
        name: Some("Gus".to_owned()),
        resume: None,
    };
    let number = conference.number.to_string();
    let admitted = admit(&house.app, &house.ctx(), actor, &number, request).await.unwrap();
    house
        .store
        .read()
        .admission_by_identity(&admitted.identity)
        .await
        .unwrap()
        .unwrap()
}

async fn row(house: &House, admission: &Admission) -> Admission {
    house.store.read().admission(admission.id).await.unwrap().unwrap()
}

async fn following(house: &House) -> JoinHandle<()> {
    let app: App = house.app.clone();
    let task = tokio::spawn(async move { follow_media(&app).await });
    until(|| async { house.media.is_followed() }).await;
    task
}

store::on_both! {
    async fn cve_2021_33506_whoever_joins_without_an_admission_is_removed_at_once(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let (one, two) = (house.conference(&ann, Access::Open).await, house.conference(&ann, Access::Open).await);
        let (here, there) = (enter(&house, None, &one).await, enter(&house, None, &two).await);
        let following = following(&house).await;
        let room = one.room.as_str();
        house.media.arrive(room, here.identity.as_str());
        // Nobody, somebody of another conference, and a room that belongs to no conference.
        house.media.arrive(room, "p_ghost");
        house.media.arrive(room, there.identity.as_str());
        house.media.arrive("vc_of_nobody", here.identity.as_str());
        house.media.arrive("a room of another tool", "whoever");
        until(|| async { house.media.present(room) == [here.identity.as_str()] }).await;
        until(|| async { house.media.present("vc_of_nobody").is_empty() }).await;
        until(|| async { row(&house, &here).await.joined_at.is_some() }).await;
        assert_eq!(house.media.present("a room of another tool"), ["whoever"], "not ours to judge");
        following.abort();
    }

    async fn whoever_was_kept_out_before_a_restart_is_kept_out_after_it(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let (here, over) = (house.conference(&ann, Access::Open).await, house.conference(&ann, Access::Open).await);
        let (early, removed, stays) = (
            enter(&house, None, &here).await,
            enter(&house, None, &here).await,
            enter(&house, None, &here).await,
        );
        let was_in = enter(&house, None, &over).await;
        let (ctx, number) = (house.ctx(), here.number.to_string());
        remove(&house.app, &ctx, &ann, &number, early.identity.as_str()).await.unwrap();
        house.pass(minutes(13));
        let ctx = house.ctx();
        remove(&house.app, &ctx, &ann, &number, removed.identity.as_str()).await.unwrap();
        delete(&house.app, &ctx, &ann, &over.number.to_string()).await.unwrap();
        house.pass(minutes(11));
        house.media.take_calls();
        assert_eq!(bar_again(&house.app).await.unwrap(), 2);
        let barred = house.media.take_calls().into_iter().map(|call| match call {
            MediaCall::RemoveParticipant(room, identity, until) if until > house.now() => (room, identity),
            other => panic!("{other:?}"),
        });
        let barred: Vec<_> = barred.collect();
        for (room, who) in [(&here.room, &removed), (&over.room, &was_in)] {
            assert!(barred.contains(&(room.clone(), who.identity.clone())), "{barred:?}");
        }
        assert!(barred.iter().all(|(_, identity)| *identity != stays.identity));
    }

    async fn a_departure_is_noted_and_a_return_takes_it_back(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let conference = house.conference(&ann, Access::Open).await;
        let guest = enter(&house, None, &conference).await;
        let (room, identity) = (conference.room.as_str(), guest.identity.as_str());
        let following = following(&house).await;
        house.media.arrive(room, identity);
        until(|| async { row(&house, &guest).await.joined_at.is_some() }).await;
        house.media.depart(room, identity);
        until(|| async { row(&house, &guest).await.left_at == Some(house.now()) }).await;
        house.media.arrive(room, identity);
        until(|| async { row(&house, &guest).await.left_at.is_none() }).await;
        following.abort();
    }

    async fn reconciling_finds_what_no_event_told(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let (conference, over) = (house.conference(&ann, Access::Open).await, house.conference(&ann, Access::Open).await);
        let (came, went) = (enter(&house, None, &conference).await, enter(&house, None, &conference).await);
        let room = conference.room.as_str();
        let tx = house.store.begin_write().await.unwrap();
        tx.admission_joined(&went.identity, house.now()).await.unwrap();
        tx.delete_conference(over.id, house.now()).await.unwrap();
        tx.commit().await.unwrap();
        house.media.arrive(room, came.identity.as_str());
        house.media.arrive(room, "p_ghost");
        house.media.arrive(over.room.as_str(), "p_late");
        house.media.arrive("a room of another tool", "whoever");

        reconcile(&house.app).await.unwrap();
        assert_eq!(house.media.present(room), [came.identity.as_str()]);
        assert!(house.media.present(over.room.as_str()).is_empty());
        assert_eq!(house.media.present("a room of another tool"), ["whoever"]);
        assert!(row(&house, &came).await.joined_at.is_some());
        assert_eq!(row(&house, &went).await.left_at, Some(house.now()));

        // A closed admission is no right, whatever the token says.
        let tx = house.store.begin_write().await.unwrap();
        tx.close_admission(came.id, CloseReason::Removed, house.now()).await.unwrap();
        tx.commit().await.unwrap();
        reconcile(&house.app).await.unwrap();
        assert!(house.media.present(room).is_empty());
    }

    async fn a_room_that_cannot_be_asked_keeps_no_other_from_being_reconciled(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let mut seen = Vec::new();
        for _ in 0..3 {
            let conference = house.conference(&ann, Access::Open).await;
            let (stays, went) = (enter(&house, None, &conference).await, enter(&house, None, &conference).await);
            let tx = house.store.begin_write().await.unwrap();
            tx.admission_joined(&stays.identity, house.now()).await.unwrap();
            tx.admission_joined(&went.identity, house.now()).await.unwrap();
            tx.commit().await.unwrap();
            house.media.arrive(conference.room.as_str(), stays.identity.as_str());
            house.media.arrive(conference.room.as_str(), "p_ghost");
            seen.push((conference, stays, went));
        }
        // Rooms are listed by name: one before the failing one, one after it.
        seen.sort_by(|(one, ..), (other, ..)| one.room.as_str().cmp(other.room.as_str()));
        house.media.fail_in(seen[1].0.room.as_str());
        reconcile(&house.app).await.unwrap();
        for (n, (conference, stays, went)) in seen.iter().enumerate() {
            let reached = n != 1;
            let left = row(&house, went).await.left_at;
            assert_eq!(left, reached.then(|| house.now()), "nobody is said to have left a room that cannot be asked");
            assert_eq!(row(&house, stays).await.left_at, None);
            assert_eq!(house.media.present(conference.room.as_str()).contains(&"p_ghost".to_owned()), !reached);
        }
    }

    async fn ses_9_being_in_a_room_is_activity(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let conference = house.conference(&ann, Access::Open).await;
        let hers = enter(&house, Some(&ann), &conference).await;
        house.media.arrive(conference.room.as_str(), hers.identity.as_str());
        for _ in 0..26 {
            house.pass(minutes(30));
            reconcile(&house.app).await.unwrap();
        }
        let session = house.again(&ann).await.session;
        assert!(session.is_live(house.now()), "thirteen hours of a call are not idle");
        assert_eq!(session.last_active_at, house.now());
    }

    async fn admissions_lapse_ten_minutes_after_leaving_unless_somebody_is_on_the_way_back(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let conference = house.conference(&ann, Access::Open).await;
        let (gone, back) = (enter(&house, None, &conference).await, enter(&house, Some(&ann), &conference).await);
        let tx = house.store.begin_write().await.unwrap();
        for admission in [&gone, &back] {
            tx.admission_joined(&admission.identity, house.now()).await.unwrap();
            tx.admission_left(&admission.identity, house.now()).await.unwrap();
        }
        tx.commit().await.unwrap();
        house.pass(minutes(9));
        let again = enter(&house, Some(&ann), &conference).await;
        assert_eq!(again.identity, back.identity);
        house.pass(minutes(2));
        assert_eq!(lapse(&house.app).await.unwrap(), 1);
        assert_eq!(row(&house, &gone).await.closed, Some((house.now(), CloseReason::Lapsed)));
        assert_eq!(row(&house, &back).await.closed, None);
    }

    async fn one_round_closes_however_many_lapsed_and_forgets_them_a_month_later(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let conference = house.conference(&ann, Access::Open).await;
        let mut never_came = Vec::new();
        for _ in 0..101 {
            never_came.push(enter(&house, None, &conference).await);
        }
        house.pass(minutes(21));
        assert_eq!(lapse(&house.app).await.unwrap(), never_came.len());
        assert!(house.store.read().open_admissions(conference.id).await.unwrap().is_empty());
        house.pass(days(30));
        lapse(&house.app).await.unwrap();
        assert_eq!(row(&house, &never_came[0]).await.id, never_came[0].id, "kept for thirty days");
        house.pass(Duration::from_secs(1));
        lapse(&house.app).await.unwrap();
        for admission in &never_came {
            assert_eq!(house.store.read().admission(admission.id).await.unwrap(), None);
        }
    }

    async fn a_moderator_mutes_what_is_published_from_a_source(store: TestStore) {
        let house = House::on(store);
        let (ann, eve) = (house.person("ann").await, house.person("eve").await);
        let conference = house.conference(&ann, Access::Open).await;
        let guest = enter(&house, None, &conference).await;
        let (number, identity) = (conference.number.to_string(), guest.identity.as_str());
        let silence = |actor: &Actor, identity: &str, source| {
            let (app, ctx, actor, number) = (house.app.clone(), house.ctx(), actor.clone(), number.clone());
            let identity = identity.to_owned();
            async move { mute(&app, &ctx, &actor, &number, &identity, source).await }
        };
        assert_eq!(refused(silence(&ann, identity, Source::Microphone).await), "not_present");
        house.media.arrive(conference.room.as_str(), identity);
        assert_eq!(refused(silence(&eve, identity, Source::Microphone).await), "conference_not_found");
        silence(&ann, identity, Source::Microphone).await.unwrap();
        silence(&ann, identity, Source::ScreenShare).await.unwrap();
        let expected = MediaCall::MuteTrack(conference.room.clone(), guest.identity.clone(), "TR_mic".to_owned());
        assert_eq!(house.media.take_calls(), [expected]);
    }
}
