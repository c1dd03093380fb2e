//! Jobs: with their cause or not at all, by one worker at a time, until done.

use domain::ids::JobId;
use domain::time::{Duration, minutes};
use serde_json::json;

use crate::fixtures::{ENTROPY, NOW};

const LEASE: Duration = minutes(1);

store::on_both! {
    async fn a_job_is_claimed_when_due_and_done_once(store: TestStore) {
        let (now_id, later_id) = (JobId::new(NOW, &ENTROPY), JobId::new(NOW, &ENTROPY));
        let tx = store.begin_write().await.unwrap();
        tx.insert_job(now_id, "bar", &json!({"identity": "p_1"}), NOW, NOW).await.unwrap();
        tx.insert_job(later_id, "letter", &json!(null), NOW.plus(minutes(5)), NOW).await.unwrap();
        tx.commit().await.unwrap();
        let tx = store.begin_write().await.unwrap();
        let jobs = tx.claim_jobs(NOW, LEASE, 10).await.unwrap();
        assert_eq!(jobs.len(), 1);
        assert_eq!((jobs[0].id, jobs[0].kind.as_str(), jobs[0].attempt), (now_id, "bar", 1));
        assert_eq!(jobs[0].payload, json!({"identity": "p_1"}));
        assert!(tx.claim_jobs(NOW, LEASE, 10).await.unwrap().is_empty(), "claimed already");
        assert!(tx.finish_job(&jobs[0]).await.unwrap());
        assert!(!tx.finish_job(&jobs[0]).await.unwrap());
        tx.commit().await.unwrap();
        let left: Vec<_> = store.read().pending_jobs(10).await.unwrap().into_iter().map(|job| job.id).collect();
        assert_eq!(left, [later_id]);
    }

    async fn a_job_whose_worker_died_is_due_again_and_the_dead_cannot_settle_it(store: TestStore) {
        let tx = store.begin_write().await.unwrap();
        tx.insert_job(JobId::new(NOW, &ENTROPY), "bar", &json!(1), NOW, NOW).await.unwrap();
        let first = tx.claim_jobs(NOW, LEASE, 10).await.unwrap().remove(0);
        let later = NOW.plus(LEASE);
        let second = tx.claim_jobs(later, LEASE, 10).await.unwrap().remove(0);
        assert_eq!((second.id, second.attempt), (first.id, 2));
        assert!(!tx.finish_job(&first).await.unwrap());
        assert!(!tx.retry_job(&first, "late", later).await.unwrap());
        assert!(tx.finish_job(&second).await.unwrap());
        tx.commit().await.unwrap();
    }

    async fn a_failed_job_waits_its_turn_and_is_given_up_at_last(store: TestStore) {
        let tx = store.begin_write().await.unwrap();
        tx.insert_job(JobId::new(NOW, &ENTROPY), "bar", &json!(1), NOW, NOW).await.unwrap();
        let job = tx.claim_jobs(NOW, LEASE, 10).await.unwrap().remove(0);
        let again = NOW.plus(minutes(10));
        assert!(tx.retry_job(&job, &"ж".repeat(1_000), again).await.unwrap());
        assert!(tx.claim_jobs(NOW.plus(minutes(9)), LEASE, 10).await.unwrap().is_empty());
        let job = tx.claim_jobs(again, LEASE, 10).await.unwrap().remove(0);
        assert_eq!(job.attempt, 2);
        assert!(tx.give_up_job(&job, "no", again).await.unwrap());
        assert!(tx.claim_jobs(again.plus(minutes(60)), LEASE, 10).await.unwrap().is_empty());
        assert!(tx.pending_jobs(10).await.unwrap().is_empty());
        tx.commit().await.unwrap();
    }

    async fn a_job_shares_the_fate_of_its_transaction(store: TestStore) {
        let tx = store.begin_write().await.unwrap();
        tx.insert_job(JobId::new(NOW, &ENTROPY), "bar", &json!(1), NOW, NOW).await.unwrap();
        drop(tx);
        assert!(store.read().pending_jobs(10).await.unwrap().is_empty());
    }
}
