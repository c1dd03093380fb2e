//! Admissions: one open per session and conference, found by all who must end them.

use domain::admission::{CloseReason, Identity, Rule, Trace, TraceStep};
use domain::grant::Role;
use domain::name::DisplayName;
use domain::session::EndReason;
use domain::time::minutes;

use crate::fixtures::{NOW, admission, meeting, secret, signed_in, standing};

store::on_both! {
    async fn an_admission_comes_back_as_it_was_written(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let weekly = meeting(&store, ann.id).await;
        let (session, _) = signed_in(&store, ann.id, NOW).await;
        let mut new = admission(weekly.id, Some(&session));
        new.role = Role::Moderator;
        new.trace = Trace(vec![TraceStep { rule: Rule::OnList, met: true }]);
        let tx = store.begin_write().await.unwrap();
        assert!(tx.insert_admission(&new, None).await.unwrap());
        tx.commit().await.unwrap();
        let reader = store.read();
        assert_eq!(reader.admission(new.id).await.unwrap(), Some(new.clone()));
        assert_eq!(reader.admission_by_identity(&new.identity).await.unwrap(), Some(new.clone()));
        assert_eq!(reader.open_admission(weekly.id, session.id).await.unwrap(), Some(new.clone()));
        assert_eq!(reader.open_admissions(weekly.id).await.unwrap(), [new.clone()]);
        assert_eq!(reader.admission_by_identity(&Identity::from_text("p_nobody")).await.unwrap(), None);
        assert_eq!(reader.admission_by_secret(new.id, &secret()).await.unwrap(), None, "it has none");
    }

    async fn one_open_admission_a_session_and_conference_any_number_of_guests(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let (weekly, daily) = (meeting(&store, ann.id).await, meeting(&store, ann.id).await);
        let (here, _) = signed_in(&store, ann.id, NOW).await;
        let (there, _) = signed_in(&store, ann.id, NOW).await;
        let first = admission(weekly.id, Some(&here));
        let tx = store.begin_write().await.unwrap();
        assert!(tx.insert_admission(&first, None).await.unwrap());
        assert!(!tx.insert_admission(&admission(weekly.id, Some(&here)), None).await.unwrap());
        assert!(tx.insert_admission(&admission(weekly.id, Some(&there)), None).await.unwrap(), "a second device");
        assert!(tx.insert_admission(&admission(daily.id, Some(&here)), None).await.unwrap(), "another conference");
        assert!(tx.insert_admission(&admission(weekly.id, None), Some(&secret())).await.unwrap(), "a guest");
        assert!(tx.insert_admission(&admission(weekly.id, None), Some(&secret())).await.unwrap(), "another guest");
        let closed = tx.close_admission(first.id, CloseReason::Removed, NOW).await.unwrap().unwrap();
        assert_eq!((closed.identity, closed.room), (first.identity.clone(), weekly.room.clone()));
        assert_eq!(tx.close_admission(first.id, CloseReason::Removed, NOW).await.unwrap(), None);
        assert!(tx.insert_admission(&admission(weekly.id, Some(&here)), None).await.unwrap(), "after removal");
        tx.commit().await.unwrap();
        let old = store.read().admission(first.id).await.unwrap().unwrap();
        assert_eq!(old.closed, Some((NOW, CloseReason::Removed)));
        assert_ne!(store.read().open_admission(weekly.id, here.id).await.unwrap().unwrap().identity, first.identity);
    }

    async fn a_guest_comes_back_with_the_secret_only(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let weekly = meeting(&store, ann.id).await;
        let (guest, key) = (admission(weekly.id, None), secret());
        let tx = store.begin_write().await.unwrap();
        assert!(tx.insert_admission(&guest, Some(&key)).await.unwrap());
        tx.commit().await.unwrap();
        let reader = store.read();
        assert_eq!(reader.admission_by_secret(guest.id, &key).await.unwrap(), Some(guest.clone()));
        assert_eq!(reader.admission_by_secret(guest.id, &secret()).await.unwrap(), None);
        assert_eq!(reader.admission_by_secret(admission(weekly.id, None).id, &key).await.unwrap(), None);
    }

    async fn a_fresh_token_extends_an_open_admission_only(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let weekly = meeting(&store, ann.id).await;
        let (session, _) = signed_in(&store, ann.id, NOW).await;
        let new = admission(weekly.id, Some(&session));
        let name = DisplayName::parse("Anna").unwrap();
        let trace = Trace(vec![TraceStep { rule: Rule::Moderates, met: true }]);
        let until = NOW.plus(minutes(25));
        let tx = store.begin_write().await.unwrap();
        assert!(tx.insert_admission(&new, None).await.unwrap());
        assert!(tx.extend_admission(new.id, &name, Role::Moderator, &trace, until).await.unwrap());
        let found = tx.admission(new.id).await.unwrap().unwrap();
        assert_eq!((found.name, found.role, found.token_expires_at), (name.clone(), Role::Moderator, until));
        assert_eq!(found.trace, trace);
        tx.close_admission(new.id, CloseReason::Removed, NOW).await.unwrap().unwrap();
        assert!(!tx.extend_admission(new.id, &name, Role::Moderator, &trace, until).await.unwrap());
        tx.commit().await.unwrap();
    }

    async fn coming_and_going_is_written_down(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let weekly = meeting(&store, ann.id).await;
        let guest = admission(weekly.id, None);
        let at = |n| NOW.plus(minutes(n));
        let tx = store.begin_write().await.unwrap();
        assert!(tx.insert_admission(&guest, Some(&secret())).await.unwrap());
        assert!(tx.admission_joined(&guest.identity, at(1)).await.unwrap());
        assert!(tx.admission_left(&guest.identity, at(2)).await.unwrap());
        assert!(!tx.admission_left(&guest.identity, at(3)).await.unwrap(), "the first leaving counts");
        let away = tx.admission(guest.id).await.unwrap().unwrap();
        assert_eq!((away.joined_at, away.left_at), (Some(at(1)), Some(at(2))));
        assert!(tx.admission_joined(&guest.identity, at(4)).await.unwrap());
        let back = tx.admission(guest.id).await.unwrap().unwrap();
        assert_eq!((back.joined_at, back.left_at), (Some(at(1)), None));
        tx.close_admission(guest.id, CloseReason::Removed, at(5)).await.unwrap().unwrap();
        assert!(!tx.admission_joined(&guest.identity, at(6)).await.unwrap(), "a closed one has no right to be there");
        assert!(!tx.admission_joined(&Identity::from_text("p_nobody"), at(6)).await.unwrap());
        tx.commit().await.unwrap();
    }

    async fn g5_ending_a_session_finds_all_its_identities(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let (weekly, daily) = (meeting(&store, ann.id).await, meeting(&store, ann.id).await);
        let (ending, _) = signed_in(&store, ann.id, NOW).await;
        let (staying, _) = signed_in(&store, ann.id, NOW).await;
        let tx = store.begin_write().await.unwrap();
        let theirs = [admission(weekly.id, Some(&ending)), admission(daily.id, Some(&ending))];
        let other = admission(weekly.id, Some(&staying));
        for new in theirs.iter().chain([&other]) {
            assert!(tx.insert_admission(new, None).await.unwrap());
        }
        let ended = tx.end_sessions(ann.id, Some(staying.id), EndReason::EndedByUser, NOW).await.unwrap();
        let ids: Vec<_> = ended.iter().map(|ended| ended.id).collect();
        let closed = tx.close_admissions_of_sessions(&ids, CloseReason::SessionEnded, NOW).await.unwrap();
        tx.commit().await.unwrap();
        let mut found: Vec<_> = closed.iter().map(|closed| (closed.room.as_str(), closed.identity.as_str())).collect();
        let mut expected =
            vec![(weekly.room.as_str(), theirs[0].identity.as_str()), (daily.room.as_str(), theirs[1].identity.as_str())];
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected);
        assert_eq!(store.read().open_admissions(weekly.id).await.unwrap(), [other]);
    }

    async fn a_conference_that_ends_closes_all_its_admissions(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let (weekly, daily) = (meeting(&store, ann.id).await, meeting(&store, ann.id).await);
        let tx = store.begin_write().await.unwrap();
        for conference in [weekly.id, weekly.id, daily.id] {
            assert!(tx.insert_admission(&admission(conference, None), Some(&secret())).await.unwrap());
        }
        let closed = tx.close_admissions_of_conference(weekly.id, CloseReason::ConferenceEnded, NOW).await.unwrap();
        assert_eq!(closed.len(), 2);
        assert!(tx.close_admissions_of_conference(weekly.id, CloseReason::ConferenceEnded, NOW).await.unwrap().is_empty());
        assert_eq!(tx.open_admissions(daily.id).await.unwrap().len(), 1);
        tx.commit().await.unwrap();
    }

    async fn admissions_lapse_when_their_holders_stay_away(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let weekly = meeting(&store, ann.id).await;
        let [left, never_came, present, fresh] = std::array::from_fn(|_| admission(weekly.id, None));
        let tx = store.begin_write().await.unwrap();
        for new in [&left, &never_came, &present] {
            assert!(tx.insert_admission(new, Some(&secret())).await.unwrap());
        }
        for joined in [&left, &present] {
            assert!(tx.admission_joined(&joined.identity, NOW).await.unwrap());
        }
        assert!(tx.admission_left(&left.identity, NOW).await.unwrap());
        let now = NOW.plus(minutes(30));
        let mut fresh = fresh;
        fresh.token_expires_at = now.plus(minutes(10));
        assert!(tx.insert_admission(&fresh, Some(&secret())).await.unwrap());
        let lapsed = tx.lapse_admissions(now.minus(minutes(10)), now, 10).await.unwrap();
        let mut ids: Vec<_> = lapsed.iter().map(|lapsed| lapsed.id).collect();
        ids.sort();
        let mut expected = vec![left.id, never_came.id];
        expected.sort();
        assert_eq!(ids, expected);
        tx.commit().await.unwrap();
    }

    async fn who_holds_a_good_token_does_not_lapse(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let weekly = meeting(&store, ann.id).await;
        let mut away = admission(weekly.id, None);
        away.token_expires_at = NOW.plus(minutes(60));
        let tx = store.begin_write().await.unwrap();
        assert!(tx.insert_admission(&away, Some(&secret())).await.unwrap());
        assert!(tx.admission_joined(&away.identity, NOW).await.unwrap());
        assert!(tx.admission_left(&away.identity, NOW).await.unwrap());
        for (minute, lapsed) in [(30, 0), (59, 0), (60, 1), (61, 0)] {
            let now = NOW.plus(minutes(minute));
            let closed = tx.lapse_admissions(now.minus(minutes(10)), now, 10).await.unwrap();
            assert_eq!(closed.len(), lapsed, "after {minute} minutes");
        }
        tx.commit().await.unwrap();
    }

    async fn those_in_rooms_are_found_over_all_conferences(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let (weekly, daily) = (meeting(&store, ann.id).await, meeting(&store, ann.id).await);
        let here = admission(weekly.id, None);
        let there = admission(daily.id, None);
        let left = admission(weekly.id, None);
        let closed = admission(weekly.id, None);
        let not_yet = admission(weekly.id, None);
        let tx = store.begin_write().await.unwrap();
        for new in [&here, &there, &left, &closed, &not_yet] {
            assert!(tx.insert_admission(new, Some(&secret())).await.unwrap());
        }
        for joined in [&here, &there, &left, &closed] {
            assert!(tx.admission_joined(&joined.identity, NOW).await.unwrap());
        }
        assert!(tx.admission_left(&left.identity, NOW).await.unwrap());
        assert!(tx.close_admission(closed.id, CloseReason::Removed, NOW).await.unwrap().is_some());
        tx.commit().await.unwrap();
        let mut found: Vec<_> = store.read().admissions_in_rooms().await.unwrap().iter().map(|a| a.id).collect();
        found.sort();
        let mut expected = vec![here.id, there.id];
        expected.sort();
        assert_eq!(found, expected);
    }

    async fn what_was_closed_lately_is_found_with_its_room(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let weekly = meeting(&store, ann.id).await;
        let over = meeting(&store, ann.id).await;
        let [before, at, of_the_deleted, open] =
            [&weekly, &weekly, &over, &weekly].map(|conference| admission(conference.id, None));
        let tx = store.begin_write().await.unwrap();
        for new in [&before, &at, &of_the_deleted, &open] {
            assert!(tx.insert_admission(new, Some(&secret())).await.unwrap());
        }
        let earlier = NOW.minus(minutes(12));
        tx.close_admission(before.id, CloseReason::Removed, earlier.minus(minutes(1))).await.unwrap().unwrap();
        tx.close_admission(at.id, CloseReason::Removed, earlier).await.unwrap().unwrap();
        assert!(tx.delete_conference(over.id, NOW).await.unwrap());
        tx.close_admissions_of_conference(over.id, CloseReason::ConferenceEnded, NOW).await.unwrap();
        tx.commit().await.unwrap();
        let mut found = store.read().admissions_closed_since(earlier).await.unwrap();
        found.sort_by_key(|closed| closed.room == over.room);
        let found: Vec<_> = found.iter().map(|closed| (&closed.identity, &closed.room)).collect();
        assert_eq!(found, [(&at.identity, &weekly.room), (&of_the_deleted.identity, &over.room)]);
    }

    async fn a_forgotten_session_leaves_its_admissions_in_place(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let weekly = meeting(&store, ann.id).await;
        let (session, _) = signed_in(&store, ann.id, NOW).await;
        let new = admission(weekly.id, Some(&session));
        let tx = store.begin_write().await.unwrap();
        assert!(tx.insert_admission(&new, None).await.unwrap());
        assert!(tx.end_session(ann.id, session.id, EndReason::SignedOut, NOW).await.unwrap());
        assert_eq!(tx.forget_sessions(NOW.plus(minutes(1)), 10).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let kept = store.read().admission(new.id).await.unwrap().unwrap();
        assert_eq!((kept.session, kept.account), (None, Some(ann.id)));
    }
}
