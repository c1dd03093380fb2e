//! Conferences as meeting places (CNF-3, CNF-14).

use std::sync::Arc;

use app::Actor;
use app::accounts::NewAccount;
use app::conference::{Admit, admit};
use app::conferences::{Change, NewConference, Way, card, change, create, delete, list, settings};
use app::hasher::Cost;
use app::settings::Settings;
use app::testing::MediaCall;
use domain::conference::{Access, Conference};
use domain::ids::AccountId;
use domain::permission::Level;
use domain::rate::FailureRule;
use domain::time::Duration;
use store::testing::TestStore;

use crate::house::{House, newcomer, planned, refused};

async fn made(house: &House, creator: &Actor, participants: &[&Actor], moderators: &[&Actor]) -> Conference {
    let ids = |people: &[&Actor]| people.iter().map(|actor| actor.account.id).collect();
    let new = NewConference {
        access: Access::Closed,
        participants: ids(participants),
        moderators: ids(moderators),
        ..planned("Weekly")
    };
    create(&house.app, &house.ctx(), creator, new).await.unwrap().conference
}

store::on_both! {
    async fn cnf_14_a_conference_has_a_random_number_and_its_creator_moderates_it(store: TestStore) {
        let house = House::on(store);
        let (ann, bob, cid) = (house.person("ann").await, house.person("bob").await, house.person("cid").await);
        let one = made(&house, &ann, &[&bob], &[&cid]).await;
        let two = made(&house, &ann, &[], &[]).await;
        assert_ne!(one.number, two.number);
        assert!(one.room.as_str().starts_with("vc_"));
        let seen = settings(&house.app, &bob, &one.number.to_string()).await.unwrap();
        let people: Vec<_> = seen.participants.iter().map(|p| (p.name.as_str(), p.moderator)).collect();
        assert_eq!(people, [("ann", true), ("cid", true), ("bob", false)]);
    }

    async fn cnf_14_a_taken_number_is_drawn_again(store: TestStore) {
        // The same steps with the same seed draw the same number; in the second database somebody has it.
        let drawn = |store: Arc<TestStore>| async {
            let house = House::with(store, Cost::insecure_test(), Settings::default(), 42);
            let ann = house.person("ann").await;
            house.conference(&ann, Access::Open).await.number
        };
        let number = drawn(Arc::new(store::testing::sqlite_memory().await)).await;
        let store = Arc::new(store);
        let before = House::with(Arc::clone(&store), Cost::insecure_test(), Settings::default(), 7);
        before.account(NewAccount { number: Some(number.to_string()), ..newcomer("bob") }).await;
        assert_ne!(drawn(store).await, number);
    }

    async fn what_cannot_be_a_conference_is_refused_with_the_reason(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let nobody = AccountId::new(house.now(), &app::testing::SeededEntropy::new(77));
        let long = "x".repeat(101);
        let many = (0..1_001).map(|n| AccountId::new(house.now(), &app::testing::SeededEntropy::new(n))).collect();
        for (new, code) in [
            (planned(" "), "name_empty"),
            (planned(&long), "name_too_long"),
            (NewConference { moderators: vec![nobody], ..planned("W") }, "unknown_person"),
            (NewConference { participants: many, ..planned("W") }, "too_many_people"),
        ] {
            assert_eq!(refused(create(&house.app, &house.ctx(), &ann, new).await), code);
        }
        let mut restricted = ann.clone();
        restricted.session.restricted_at = Some(house.now());
        let outcome = create(&house.app, &house.ctx(), &restricted, planned("W")).await;
        assert_eq!(refused(outcome), "session_restricted", "SES-5");
        assert!(list(&house.app, &ann).await.unwrap().is_empty());
    }

    async fn cnf_3_the_list_has_ones_own_conferences_and_says_which_go_on(store: TestStore) {
        let house = House::on(store);
        let (ann, bob) = (house.person("ann").await, house.person("bob").await);
        let older = made(&house, &ann, &[&bob], &[]).await;
        house.pass(Duration::from_secs(60));
        let newer = made(&house, &bob, &[], &[]).await;
        let numbers = |mine: &[app::conferences::Mine]| mine.iter().map(|m| m.conference.number).collect::<Vec<_>>();
        assert_eq!(numbers(&list(&house.app, &ann).await.unwrap()), [older.number]);
        assert_eq!(numbers(&list(&house.app, &bob).await.unwrap()), [newer.number, older.number]);

        house.media.arrive(older.room.as_str(), "p_somebody");
        let mine = list(&house.app, &bob).await.unwrap();
        assert_eq!(numbers(&mine), [older.number, newer.number]);
        assert_eq!(mine[0].live.unwrap().count, 1);
        let [older, newer] = &mine[..] else { panic!("{mine:?}") };
        let (older, newer) = (&older.conference, &newer.conference);
        assert_eq!((older.moderator, older.people_count, older.people[0].as_str()), (false, 2, "ann"));
        assert_eq!((newer.moderator, newer.people_count, newer.people.len()), (true, 1, 0));

        house.media.set_failing(true);
        assert!(list(&house.app, &bob).await.unwrap().iter().all(|mine| mine.live.is_none()));
    }

    async fn a_card_shows_strangers_nothing_of_a_closed_conference(store: TestStore) {
        let house = House::on(store);
        let (ann, bob, eve) = (house.person("ann").await, house.person("bob").await, house.person("eve").await);
        let closed = made(&house, &ann, &[&bob], &[]).await;
        house.media.arrive(closed.room.as_str(), "p_somebody");
        let number = closed.number.to_string();
        let card_for = |actor: Option<&Actor>| {
            let (app, ctx, number, actor) = (house.app.clone(), house.ctx(), number.clone(), actor.cloned());
            async move { card(&app, &ctx, actor.as_ref(), &number).await.unwrap() }
        };
        for (who, ways) in [(None, vec![Way::Member]), (Some(&eve), vec![])] {
            let card = card_for(who).await;
            assert_eq!((card.name, card.invited_by, card.live, card.member), (None, None, None, false));
            assert_eq!((card.access, card.ways, card.guests), (Access::Closed, ways, false));
        }
        let bobs = card_for(Some(&bob)).await;
        assert_eq!(bobs.name.unwrap().as_str(), "Weekly");
        assert_eq!(bobs.invited_by.unwrap().as_str(), "ann");
        assert_eq!((bobs.member, bobs.moderator, bobs.ways), (true, false, vec![Way::Member]));
        assert_eq!(bobs.recognised.unwrap().as_str(), "bob", "CNF-4");
        assert!(bobs.live.is_some());

        let open = house.conference(&ann, Access::Open).await.number.to_string();
        let stranger = card(&house.app, &house.ctx(), None, &open).await.unwrap();
        assert_eq!((stranger.name.unwrap().as_str(), stranger.guests), ("Weekly", true));
        assert_eq!(stranger.ways, [Way::Guest, Way::Member]);
        assert_eq!(card(&house.app, &house.ctx(), Some(&eve), &open).await.unwrap().ways, [Way::Guest]);
    }

    async fn trying_out_numbers_is_throttled_and_looking_at_known_ones_is_not(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let number = house.conference(&ann, Access::Open).await.number.to_string();
        for n in 0..FailureRule::ADDRESS.limit {
            card(&house.app, &house.ctx(), None, &number).await.unwrap();
            let unknown = ["000000000", "12", "x", "999999999"][n as usize % 4];
            assert_eq!(refused(card(&house.app, &house.ctx(), None, unknown).await), "conference_not_found");
        }
        assert_eq!(refused(card(&house.app, &house.ctx(), None, &number).await), "too_many_tries");
        let elsewhere = house.ctx_from("192.0.2.1");
        card(&house.app, &elsewhere, None, &number).await.unwrap();
    }

    async fn asvs_8_2_2_each_may_do_to_a_conference_exactly_this(store: TestStore) {
        let house = House::on(store);
        let root = house.person_of(Level::Administrator, "root").await;
        let operator = house.person_of(Level::Operator, "olga").await;
        let (ann, bob) = (house.person("ann").await, house.person("bob").await);
        let (cid, eve) = (house.person("cid").await, house.person("eve").await);
        let number = made(&house, &ann, &[&bob], &[&cid]).await.number.to_string();
        let renamed = || Change { name: Some("Daily".to_owned()), ..Change::default() };
        // who, sees, changes, deletes
        // Who does not even know of it hears the same as for a number that no conference has.
        for (actor, no, sees, changes, deletes) in [
            (&eve, "conference_not_found", false, false, false),
            (&operator, "conference_not_found", false, false, false),
            (&bob, "not_allowed", true, false, false),
            (&cid, "not_allowed", true, true, false),
            (&root, "", true, true, true),
            (&ann, "", true, true, true),
        ] {
            let who = &actor.account.login;
            let outcome = settings(&house.app, actor, &number).await;
            assert!(if sees { outcome.is_ok() } else { refused(outcome) == no }, "{who}");
            let outcome = change(&house.app, &house.ctx(), actor, &number, renamed()).await;
            assert!(if changes { outcome.is_ok() } else { refused(outcome) == no }, "{who}");
            if !deletes {
                assert_eq!(refused(delete(&house.app, &house.ctx(), actor, &number).await), no, "{who}");
            }
        }
        delete(&house.app, &house.ctx(), &ann, &number).await.unwrap();
        assert_eq!(refused(settings(&house.app, &ann, &number).await), "conference_not_found");
        let outcome = change(&house.app, &house.ctx(), &root, &number, renamed()).await;
        assert_eq!(refused(outcome), "conference_not_found");
        assert_eq!(refused(delete(&house.app, &house.ctx(), &root, &number).await), "conference_not_found");
    }

    async fn a_change_touches_what_it_names_and_the_creator_stays(store: TestStore) {
        let house = House::on(store);
        let (ann, bob, cid) = (house.person("ann").await, house.person("bob").await, house.person("cid").await);
        let number = made(&house, &ann, &[&bob], &[&cid]).await.number.to_string();
        let apply = |wanted: Change| {
            let (app, ctx, ann, number) = (house.app.clone(), house.ctx(), ann.clone(), number.clone());
            async move {
                let after = change(&app, &ctx, &ann, &number, wanted).await.unwrap();
                let mut people: Vec<_> =
                    after.participants.iter().map(|p| (p.name.to_string(), p.moderator)).collect();
                people.sort();
                (after.conference, people)
            }
        };
        let people = |list: &[(&str, bool)]| list.iter().map(|(n, m)| ((*n).to_owned(), *m)).collect::<Vec<_>>();
        let (after, all) = apply(Change { name: Some("Daily".to_owned()), ..Change::default() }).await;
        assert_eq!((after.name.as_str(), after.access), ("Daily", Access::Closed));
        assert_eq!(all, people(&[("ann", true), ("bob", false), ("cid", true)]));
        let (_, all) = apply(Change { moderators: Some(vec![bob.account.id]), ..Change::default() }).await;
        assert_eq!(all, people(&[("ann", true), ("bob", true), ("cid", false)]));
        let (_, all) = apply(Change { participants: Some(vec![bob.account.id]), ..Change::default() }).await;
        assert_eq!(all, people(&[("ann", true), ("bob", true)]));
        let (_, all) = apply(Change { participants: Some(vec![]), ..Change::default() }).await;
        assert_eq!(all, people(&[("ann", true)]));
        let opened = Change { access: Some(Access::Open), guests_allowed: Some(false), ..Change::default() };
        let (after, _) = apply(opened).await;
        assert_eq!((after.access, after.guests_allowed), (Access::Open, false));
        let unfit = Change { name: Some("\u{2066}".to_owned()), ..Change::default() };
        let outcome = change(&house.app, &house.ctx(), &ann, &number, unfit).await;
        assert_eq!(refused(outcome), "name_bidi_characters");
    }

    async fn who_is_taken_off_the_list_is_taken_out_of_a_closed_room(store: TestStore) {
        let house = House::on(store);
        let (ann, bob, cid) = (house.person("ann").await, house.person("bob").await, house.person("cid").await);
        let closed = made(&house, &ann, &[&bob, &cid], &[]).await;
        let number = closed.number.to_string();
        let mut identities = Vec::new();
        for actor in [&bob, &cid] {
            let admitted = admit(&house.app, &house.ctx(), Some(actor), &number, Admit::default()).await.unwrap();
            house.media.arrive(closed.room.as_str(), admitted.identity.as_str());
            identities.push(admitted.identity);
        }
        house.media.take_calls();
        let promoted = Change {
            participants: Some(vec![cid.account.id]),
            moderators: Some(vec![cid.account.id]),
            ..Change::default()
        };
        change(&house.app, &house.ctx(), &ann, &number, promoted).await.unwrap();
        assert_eq!(house.media.present(closed.room.as_str()), [identities[1].as_str()]);
        let calls = house.media.take_calls();
        let role = calls.iter().find_map(|call| match call {
            MediaCall::UpdateParticipant(_, identity, update) if *identity == identities[1] => {
                update.attributes.get("role").cloned()
            }
            _ => None,
        });
        assert_eq!(role.as_deref(), Some("moderator"), "{calls:?}");
        let outcome = admit(&house.app, &house.ctx(), Some(&bob), &number, Admit::default()).await;
        assert_eq!(refused(outcome), "closed_to_strangers");
    }

    async fn a_deleted_conference_ends_for_all_and_its_room_stays_barred(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let conference = house.conference(&ann, Access::Open).await;
        let number = conference.number.to_string();
        let admitted = admit(&house.app, &house.ctx(), Some(&ann), &number, Admit::default()).await.unwrap();
        house.media.arrive(conference.room.as_str(), admitted.identity.as_str());
        delete(&house.app, &house.ctx(), &ann, &number).await.unwrap();
        assert!(house.media.present(conference.room.as_str()).is_empty());
        let [MediaCall::DeleteRoom(room, until)] = &house.media.take_calls()[..] else { panic!("one deletion") };
        assert_eq!(*room, conference.room);
        assert!(*until >= house.now().plus(Duration::from_secs(600)));
        assert!(house.store.read().open_admissions(conference.id).await.unwrap().is_empty());
        let outcome = admit(&house.app, &house.ctx(), Some(&ann), &number, Admit::default()).await;
        assert_eq!(refused(outcome), "conference_not_found");
        assert!(list(&house.app, &ann).await.unwrap().is_empty());
    }
}
