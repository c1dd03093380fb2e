//! Conferences: numbers of one plan, lists of people, changes.

use domain::conference::{Access, Member};
use domain::name::ConferenceName;
use domain::number::{ConferenceNumber, SubscriberNumber};
use store::{AccountInserted, ConferenceChange};

use crate::fixtures::{NOW, account, conference, insert, meeting, numbered, standing};

store::on_both! {
    async fn a_conference_comes_back_as_it_was_written(store: TestStore) {
        let (ann, bob) = (standing(&store, "ann").await, standing(&store, "bob").await);
        let mut weekly = conference(ann.id, "Weekly", &[bob.id]);
        weekly.access = Access::Closed;
        weekly.guests_allowed = false;
        let tx = store.begin_write().await.unwrap();
        assert!(tx.insert_conference(&weekly).await.unwrap());
        assert_eq!(tx.lock_conference(weekly.id).await.unwrap(), Some(weekly.clone()));
        tx.commit().await.unwrap();
        let reader = store.read();
        assert_eq!(reader.conference(weekly.id).await.unwrap(), Some(weekly.clone()));
        assert_eq!(reader.conference_by_number(weekly.number).await.unwrap(), Some(weekly.clone()));
        assert_eq!(reader.conference_by_room(&weekly.room).await.unwrap(), Some(weekly.clone()));
        let other = conference(ann.id, "Other", &[]);
        assert_eq!(reader.conference(other.id).await.unwrap(), None);
        assert_eq!(reader.conference_by_number(other.number).await.unwrap(), None);
        assert_eq!(reader.conference_by_room(&other.room).await.unwrap(), None);
    }

    async fn cnf_3_lists_hold_only_conferences_where_one_is_a_participant(store: TestStore) {
        let (ann, bob) = (standing(&store, "ann").await, standing(&store, "bob").await);
        let tx = store.begin_write().await.unwrap();
        let mut names = Vec::new();
        for (n, others) in [vec![], vec![bob.id], vec![bob.id]].into_iter().enumerate() {
            let mut new = conference(ann.id, &format!("C{n}"), &others);
            new.created_at = NOW.plus(domain::time::minutes(n as u64));
            names.push(new.clone());
            assert!(tx.insert_conference(&new).await.unwrap());
        }
        assert!(tx.delete_conference(names[2].id, NOW).await.unwrap());
        tx.commit().await.unwrap();
        let reader = store.read();
        let numbers = async |account, limit| {
            let listed = reader.conferences_of(account, limit, 3).await.unwrap();
            listed.iter().map(|one| one.number).collect::<Vec<_>>()
        };
        assert_eq!(numbers(ann.id, 10).await, [names[1].number, names[0].number], "newest first");
        assert_eq!(numbers(bob.id, 10).await, [names[1].number]);
        assert_eq!(numbers(ann.id, 1).await.len(), 1);
        assert!(numbers(account("x", "x").id, 10).await.is_empty());
    }

    async fn a_list_has_a_few_names_of_each_conference_and_counts_the_rest(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let mut others = Vec::new();
        for login in ["bob", "cid", "dan", "eve"] {
            others.push(standing(&store, login).await.id);
        }
        let (small, large) = (conference(ann.id, "Small", &others[..1]), conference(ann.id, "Large", &others));
        let tx = store.begin_write().await.unwrap();
        for new in [&small, &large] {
            assert!(tx.insert_conference(new).await.unwrap());
        }
        tx.commit().await.unwrap();
        for (whose, moderates, of_small, of_large) in
            [(ann.id, true, 1, 3), (others[0], false, 1, 3)]
        {
            let listed = store.read().conferences_of(whose, 10, 3).await.unwrap();
            for (conference, people, count) in [(&small, of_small, 2), (&large, of_large, 5)] {
                let one = listed.iter().find(|one| one.number == conference.number).unwrap();
                assert_eq!((one.people.len(), one.people_count, one.moderator), (people, count, moderates));
                assert_eq!((&one.name, &one.room, one.access), (&conference.name, &conference.room, conference.access));
            }
            let names: Vec<_> = listed.iter().flat_map(|one| &one.people).map(domain::name::DisplayName::as_str).collect();
            assert_eq!(names.contains(&"ann"), whose != ann.id, "one's own name is not among the others: {names:?}");
        }
    }

    async fn members_are_listed_with_names_moderators_first(store: TestStore) {
        let ann = standing(&store, "zoe").await;
        let mut ids = Vec::new();
        for (login, name, number) in [("c", "Карл", "7001"), ("b", "Борис", "7002")] {
            let person = numbered(login, name, number);
            assert_eq!(insert(&store, &person).await, AccountInserted::Done);
            ids.push(person.id);
        }
        let weekly = conference(ann.id, "Weekly", &ids);
        let tx = store.begin_write().await.unwrap();
        assert!(tx.insert_conference(&weekly).await.unwrap());
        tx.commit().await.unwrap();
        let listed = store.read().conference_members(weekly.id).await.unwrap();
        let shown: Vec<_> = listed.iter().map(|m| (m.name.as_str(), m.moderator)).collect();
        assert_eq!(shown, [("zoe", true), ("Борис", false), ("Карл", false)]);
        assert_eq!(listed[1].number, Some(SubscriberNumber::parse("7002").unwrap()));
        assert_eq!(listed[0].account, ann.id);
    }

    async fn a_change_touches_only_what_it_names(store: TestStore) {
        let (ann, bob) = (standing(&store, "ann").await, standing(&store, "bob").await);
        let before = meeting(&store, ann.id).await;
        let tx = store.begin_write().await.unwrap();
        let name = ConferenceName::parse("Monthly").unwrap();
        assert!(tx.change_conference(before.id, &ConferenceChange { name: Some(name.clone()), ..Default::default() }).await.unwrap());
        tx.commit().await.unwrap();
        let mut expected = before.clone();
        expected.name = name;
        assert_eq!(store.read().conference(before.id).await.unwrap(), Some(expected.clone()));

        let mut members = vec![Member { account: ann.id, moderator: true }, Member { account: bob.id, moderator: true }];
        members.sort_by_key(|member| member.account);
        let change = ConferenceChange {
            access: Some(Access::Closed),
            guests_allowed: Some(false),
            members: Some(members.clone()),
            name: None,
        };
        let tx = store.begin_write().await.unwrap();
        assert!(tx.change_conference(before.id, &change).await.unwrap());
        tx.commit().await.unwrap();
        (expected.access, expected.guests_allowed, expected.members) = (Access::Closed, false, members);
        assert_eq!(store.read().conference(before.id).await.unwrap(), Some(expected));
    }

    async fn a_deleted_conference_is_gone_and_keeps_its_number(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let gone = meeting(&store, ann.id).await;
        let tx = store.begin_write().await.unwrap();
        assert!(tx.delete_conference(gone.id, NOW).await.unwrap());
        assert!(!tx.delete_conference(gone.id, NOW).await.unwrap());
        assert!(!tx.change_conference(gone.id, &ConferenceChange::default()).await.unwrap());
        assert_eq!(tx.lock_conference(gone.id).await.unwrap(), None);
        let mut again = conference(ann.id, "Again", &[]);
        again.number = gone.number;
        assert!(!tx.insert_conference(&again).await.unwrap(), "an old link must not lead elsewhere");
        tx.commit().await.unwrap();
        assert_eq!(store.read().conference_by_number(gone.number).await.unwrap(), None);
    }

    async fn conferences_and_subscribers_share_one_numbering_plan(store: TestStore) {
        assert_eq!(insert(&store, &numbered("ann", "Ann", "123456789")).await, AccountInserted::Done);
        let ann = standing(&store, "bob").await;
        let mut taken = conference(ann.id, "Taken", &[]);
        taken.number = ConferenceNumber::parse("123456789").unwrap();
        let tx = store.begin_write().await.unwrap();
        assert!(!tx.insert_conference(&taken).await.unwrap());
        taken.number = ConferenceNumber::parse("987654321").unwrap();
        assert!(tx.insert_conference(&taken).await.unwrap(), "the transaction goes on");
        tx.commit().await.unwrap();
        assert_eq!(insert(&store, &numbered("dan", "Dan", "987654321")).await, AccountInserted::NumberTaken);
    }

    async fn a_list_of_a_thousand_is_kept(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let tx = store.begin_write().await.unwrap();
        let mut ids = Vec::new();
        for n in 0..700 {
            let person = account(&format!("p{n}"), &format!("P {n}"));
            assert_eq!(tx.insert_account(&person, None).await.unwrap(), AccountInserted::Done);
            ids.push(person.id);
        }
        let big = conference(ann.id, "All hands", &ids);
        assert!(tx.insert_conference(&big).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(store.read().conference_members(big.id).await.unwrap().len(), 701);
        assert_eq!(store.read().accounts(&ids).await.unwrap().len(), 700);
    }
}
