//! What is decided about a conference while it is being changed.

use std::sync::Arc;

use app::Actor;
use app::conference::{Admit, admit};
use app::conferences::{Change, NewConference, change, create};
use app::failure::Failure;
use domain::conference::{Access, Conference};
use domain::grant::Role;
use tokio::sync::Barrier;

use crate::house::{House, planned, refused};

/// How often two race each other: either may win.
const ROUNDS: usize = 12;

async fn made(house: &House, creator: &Actor, moderators: &[&Actor], participants: &[&Actor]) -> Conference {
    let ids = |people: &[&Actor]| people.iter().map(|actor| actor.account.id).collect();
    let new = NewConference {
        access: Access::Open,
        moderators: ids(moderators),
        participants: ids(participants),
        ..planned("Weekly")
    };
    create(&house.app, &house.ctx(), creator, new).await.unwrap().conference
}

store::on_both! {
    parallel async fn who_is_taken_off_the_list_while_entering_is_no_participant_afterwards(store: TestStore) {
        let house = House::on(store);
        let (ann, bob) = (house.person("ann").await, house.person("bob").await);
        for round in 0..ROUNDS {
            let conference = made(&house, &ann, &[], &[&bob]).await;
            let number = conference.number.to_string();
            let start = Arc::new(Barrier::new(2));
            let entering = {
                let (app, ctx, bob, number) = (house.app.clone(), house.ctx(), bob.clone(), number.clone());
                let start = Arc::clone(&start);
                tokio::spawn(async move {
                    start.wait().await;
                    admit(&app, &ctx, Some(&bob), &number, Admit::default()).await
                })
            };
            start.wait().await;
            // Sometimes the one is a few steps ahead, sometimes the other.
            for _ in 0..round * 20 {
                tokio::task::yield_now().await;
            }
            let without = Change { participants: Some(vec![]), ..Change::default() };
            change(&house.app, &house.ctx(), &ann, &number, without).await.unwrap();
            entering.await.unwrap().unwrap();
            let open = house.store.read().open_admission(conference.id, bob.session.id).await.unwrap().unwrap();
            assert_eq!(open.role, Role::Guest, "round {round}");
        }
    }

    parallel async fn a_decision_waits_for_the_change_that_is_under_way(store: TestStore) {
        let house = House::on(store);
        let (ann, bob) = (house.person("ann").await, house.person("bob").await);
        let conference = made(&house, &ann, &[], &[&bob]).await;
        let tx = house.store.begin_write().await.unwrap();
        let held = tx.lock_conference(conference.id).await.unwrap().unwrap();
        let entering = {
            let (app, ctx, bob, number) = (house.app.clone(), house.ctx(), bob.clone(), conference.number.to_string());
            tokio::spawn(async move { admit(&app, &ctx, Some(&bob), &number, Admit::default()).await })
        };
        // Reads all it reads before it has to wait.
        for _ in 0..2_000 {
            tokio::task::yield_now().await;
        }
        let asked = store::ConferenceChange {
            access: Some(Access::Closed),
            members: Some(held.members.into_iter().filter(|member| member.account != bob.account.id).collect()),
            ..store::ConferenceChange::default()
        };
        assert!(tx.change_conference(conference.id, &asked).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(refused(entering.await.unwrap()), "closed_to_strangers");
        assert!(house.store.read().open_admission(conference.id, bob.session.id).await.unwrap().is_none());
    }

    parallel async fn a_demotion_survives_a_change_made_at_the_same_time(store: TestStore) {
        let house = House::on(store);
        let (ann, bob, cid) = (house.person("ann").await, house.person("bob").await, house.person("cid").await);
        for round in 0..ROUNDS {
            let conference = made(&house, &ann, &[&bob], &[]).await;
            let number = conference.number.to_string();
            let start = Arc::new(Barrier::new(2));
            // Whoever moderates keeps moderating when somebody changes the list of participants alone.
            let adding = {
                let (app, ctx, bob, number) = (house.app.clone(), house.ctx(), bob.clone(), number.clone());
                let participants = Some(vec![bob.account.id, cid.account.id]);
                let start = Arc::clone(&start);
                tokio::spawn(async move {
                    start.wait().await;
                    change(&app, &ctx, &bob, &number, Change { participants, ..Change::default() }).await
                })
            };
            start.wait().await;
            for _ in 0..round * 20 {
                tokio::task::yield_now().await;
            }
            let demoting = Change { moderators: Some(vec![]), ..Change::default() };
            change(&house.app, &house.ctx(), &ann, &number, demoting).await.unwrap();
            if let Err(failure @ Failure::Refused(_)) = adding.await.unwrap() {
                assert_eq!(refused(Err::<(), _>(failure)), "not_allowed", "demoted already");
            }
            let after = house.store.read().conference(conference.id).await.unwrap().unwrap();
            assert!(after.is_member(bob.account.id) && !after.is_moderator(bob.account.id), "round {round}");
        }
    }
}
