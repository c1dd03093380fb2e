//! Many at once: limits hold exactly, secrets work once, nothing is lost and nobody waits in a circle.

use std::collections::HashSet;
use std::future::Future;
use std::sync::Arc;

use domain::admission::{CloseReason, Identity};
use domain::ids::{AccountId, JobId};
use domain::rate::{FailureRule, Scope, ThrottleKey};
use domain::session::{EndReason, Session};
use domain::time::{hours, minutes};
use serde_json::json;
use store::{AccountInserted, NewPasswordLink, Store};
use tokio::sync::Barrier;

use crate::fixtures::{
    ENTROPY, NOW, account, admission, conference, meeting, numbered, secret, session, signed_in, standing,
};

/// Runs `n` of them, released together.
async fn together<T, F>(n: usize, task: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let barrier = Arc::new(Barrier::new(n));
    let running: Vec<_> = (0..n)
        .map(|n| {
            let (barrier, task) = (Arc::clone(&barrier), task(n));
            tokio::spawn(async move {
                barrier.wait().await;
                task.await
            })
        })
        .collect();
    let mut results = Vec::with_capacity(n);
    for task in running {
        results.push(task.await.unwrap());
    }
    results
}

/// A sign-in at a limit: the account is locked, its sessions are counted, the lowest free slot is taken.
async fn sign_in(store: Store, account: AccountId, limit: u64) -> bool {
    let tx = store.begin_write().await.unwrap();
    tx.lock_account(account).await.unwrap().unwrap();
    let live = tx.count_live_sessions(account, NOW).await.unwrap();
    if live >= limit {
        return false;
    }
    let new = Session {
        slot: Some(u16::try_from(live).unwrap() + 1),
        ..session(account, NOW)
    };
    tx.insert_session(&new, &secret()).await.unwrap();
    tx.commit().await.unwrap();
    true
}

store::on_both! {
    parallel async fn ses_11_parallel_sign_ins_leave_exactly_the_limit(store: TestStore) {
        for (n, limit) in [(2, 1), (8, 1), (8, 2), (8, 5), (64, 1), (64, 5)] {
            let ann = standing(&store, &format!("ann-{n}-{limit}")).await.id;
            let results = together(n, |_| sign_in(store.store.clone(), ann, limit)).await;
            let expected = usize::try_from(limit).unwrap().min(n);
            assert_eq!(results.into_iter().filter(|&done| done).count(), expected, "{n} at {limit}");
            assert_eq!(store.read().count_live_sessions(ann, NOW).await.unwrap(), expected as u64);
        }
    }

    parallel async fn g4_of_64_redemptions_of_a_password_link_one_succeeds(store: TestStore) {
        let ann = standing(&store, "ann").await.id;
        let key = secret();
        let tx = store.begin_write().await.unwrap();
        let new = NewPasswordLink { account: ann, created_by: None, created_at: NOW, expires_at: NOW.plus(hours(24)) };
        tx.insert_password_link(&new, &key).await.unwrap();
        tx.commit().await.unwrap();
        let redeemed = together(64, |_| {
            let store = store.store.clone();
            async move {
                let tx = store.begin_write().await.unwrap();
                let account = tx.redeem_password_link(&key, NOW).await.unwrap();
                tx.commit().await.unwrap();
                account
            }
        })
        .await;
        assert_eq!(redeemed.into_iter().flatten().collect::<Vec<_>>(), [ann]);
    }

    parallel async fn g4_of_64_redemptions_of_the_set_up_link_one_succeeds(store: TestStore) {
        let key = secret();
        let tx = store.begin_write().await.unwrap();
        tx.offer_setup(&key).await.unwrap();
        tx.commit().await.unwrap();
        let redeemed = together(64, |_| {
            let store = store.store.clone();
            async move {
                let tx = store.begin_write().await.unwrap();
                let redeemed = tx.redeem_setup(&key).await.unwrap();
                tx.commit().await.unwrap();
                redeemed
            }
        })
        .await;
        assert_eq!(redeemed.into_iter().filter(|&redeemed| redeemed).count(), 1);
    }

    parallel async fn g3_of_200_parallel_failures_none_is_lost(store: TestStore) {
        let rule = FailureRule { limit: 1_000, window: minutes(15), lock: minutes(15) };
        let (account, address) = (
            ThrottleKey::account(Scope::SignIn, AccountId::new(NOW, &ENTROPY)),
            ThrottleKey::address(Scope::SignIn, "192.0.2.1".parse().unwrap()),
        );
        together(200, |n| {
            let store = store.store.clone();
            // Half of them name the keys in the other order: nobody may wait in a circle.
            let keys = if n % 2 == 0 { [(account, rule), (address, rule)] } else { [(address, rule), (account, rule)] };
            async move { store.record_failures(&keys, NOW).await.unwrap() }
        })
        .await;
        for key in [account, address] {
            assert_eq!(store.read().failures([&key]).await.unwrap()[0].unwrap().failures, 200);
        }
    }

    parallel async fn of_parallel_accounts_with_look_alike_logins_one_is_made(store: TestStore) {
        let spellings = ["mike", "MIKE", "mıke", "ｍike"];
        let outcomes = together(16, |n| {
            let store = store.store.clone();
            let new = numbered(spellings[n % spellings.len()], "Mike", &format!("10{n:02}"));
            async move {
                let tx = store.begin_write().await.unwrap();
                let outcome = tx.insert_account(&new, None).await.unwrap();
                tx.commit().await.unwrap();
                outcome
            }
        })
        .await;
        assert_eq!(outcomes.iter().filter(|&&outcome| outcome == AccountInserted::Done).count(), 1, "{outcomes:?}");
        assert_eq!(store.read().count_accounts().await.unwrap(), 1);
    }

    parallel async fn a_number_goes_to_one_conference_or_subscriber(store: TestStore) {
        let ann = standing(&store, "ann").await.id;
        let wanted = conference(ann, "Wanted", &[]).number;
        let taken = together(16, |n| {
            let store = store.store.clone();
            let mut meeting = conference(ann, "Weekly", &[]);
            meeting.number = wanted;
            let person = numbered(&format!("p{n}"), "P", &wanted.to_string());
            async move {
                let tx = store.begin_write().await.unwrap();
                let taken = if n % 2 == 0 {
                    tx.insert_conference(&meeting).await.unwrap()
                } else {
                    tx.insert_account(&person, None).await.unwrap() == AccountInserted::Done
                };
                tx.commit().await.unwrap();
                taken
            }
        })
        .await;
        assert_eq!(taken.into_iter().filter(|&taken| taken).count(), 1);
    }

    parallel async fn of_parallel_admissions_of_a_session_one_is_open(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let weekly = meeting(&store, ann.id).await;
        let (here, _) = signed_in(&store, ann.id, NOW).await;
        let inserted = together(16, |_| {
            let store = store.store.clone();
            let new = admission(weekly.id, Some(&here));
            async move {
                let tx = store.begin_write().await.unwrap();
                let inserted = tx.insert_admission(&new, None).await.unwrap();
                tx.commit().await.unwrap();
                inserted
            }
        })
        .await;
        assert_eq!(inserted.into_iter().filter(|&inserted| inserted).count(), 1);
        assert_eq!(store.read().open_admissions(weekly.id).await.unwrap().len(), 1);
    }

    parallel async fn each_job_is_claimed_by_one_worker(store: TestStore) {
        let tx = store.begin_write().await.unwrap();
        for n in 0..60 {
            tx.insert_job(JobId::new(NOW, &ENTROPY), "bar", &json!(n), NOW, NOW).await.unwrap();
        }
        tx.commit().await.unwrap();
        let claimed = together(8, |_| {
            let store = store.store.clone();
            async move {
                let mut mine = Vec::new();
                loop {
                    let tx = store.begin_write().await.unwrap();
                    let jobs = tx.claim_jobs(NOW, minutes(1), 7).await.unwrap();
                    tx.commit().await.unwrap();
                    if jobs.is_empty() {
                        break mine;
                    }
                    mine.extend(jobs.into_iter().map(|job| job.id));
                }
            }
        })
        .await;
        let all: Vec<_> = claimed.into_iter().flatten().collect();
        let distinct: HashSet<_> = all.iter().collect();
        assert_eq!((all.len(), distinct.len()), (60, 60));
    }

    parallel async fn a_session_ends_once_however_many_end_it(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let (session, _) = signed_in(&store, ann.id, NOW).await;
        let ended = together(32, |n| {
            let (store, id, owner) = (store.store.clone(), session.id, ann.id);
            async move {
                let tx = store.begin_write().await.unwrap();
                let reason = EndReason::ALL[n % 2];
                let ended = if n % 3 == 0 {
                    !tx.end_sessions(owner, None, reason, NOW).await.unwrap().is_empty()
                } else {
                    tx.end_session(owner, id, reason, NOW).await.unwrap()
                };
                tx.commit().await.unwrap();
                ended
            }
        })
        .await;
        assert_eq!(ended.into_iter().filter(|&ended| ended).count(), 1);
    }

    parallel async fn g5_no_admission_slips_in_while_its_session_ends(store: TestStore) {
        for _ in 0..10 {
            let ann = standing(&store, &format!("ann-{}", secret_word())).await;
            let weekly = meeting(&store, ann.id).await;
            let (session, _) = signed_in(&store, ann.id, NOW).await;
            together(8, |n| {
                let (store, session) = (store.store.clone(), session.clone());
                let new = admission(weekly.id, Some(&session));
                async move {
                    let tx = store.begin_write().await.unwrap();
                    let locked = tx.lock_session(session.id).await.unwrap().unwrap();
                    if n == 0 {
                        assert!(tx.end_session(session.account, session.id, EndReason::SignedOut, NOW).await.unwrap());
                        tx.close_admissions_of_sessions(&[session.id], CloseReason::SessionEnded, NOW).await.unwrap();
                    } else if locked.is_live(NOW) {
                        tx.insert_admission(&new, None).await.unwrap();
                    }
                    tx.commit().await.unwrap();
                }
            })
            .await;
            assert!(store.read().open_admissions(weekly.id).await.unwrap().is_empty(), "an orphan stayed");
        }
    }

    parallel async fn readers_go_on_while_somebody_writes(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let tx = store.begin_write().await.unwrap();
        tx.set_setting("x", &json!(1), NOW).await.unwrap();
        let found = together(8, |_| {
            let (store, id) = (store.store.clone(), ann.id);
            async move { store.read().account(id).await.unwrap().is_some() }
        })
        .await;
        assert!(found.into_iter().all(|found| found));
        tx.commit().await.unwrap();
        assert_eq!(insert_one(&store).await, AccountInserted::Done);
    }
}

/// A word that nobody used before.
fn secret_word() -> String {
    Identity::generate(&ENTROPY).to_string()
}

async fn insert_one(store: &Store) -> AccountInserted {
    crate::fixtures::insert(store, &account("late", "Late")).await
}
