//! Side effects that could not be done at once are done later, and again until they succeed.

use app::conference::{Admit, admit};
use app::jobs::run_due;
use app::sign_in::sign_out;
use domain::conference::Access;
use domain::ids::JobId;
use domain::time::{Duration, hours};

use crate::house::House;

store::on_both! {
    async fn a_removal_that_failed_is_repeated_until_it_succeeds(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let conference = house.conference(&ann, Access::Open).await;
        let number = conference.number.to_string();
        let admitted = admit(&house.app, &house.ctx(), Some(&ann), &number, Admit::default()).await.unwrap();
        house.media.arrive(conference.room.as_str(), admitted.identity.as_str());

        house.media.set_failing(true);
        sign_out(&house.app, &house.ctx(), &ann).await.unwrap();
        assert_eq!(run_due(&house.app).await.unwrap(), 0, "it was tried a moment ago");
        house.pass(Duration::from_secs(10));
        assert_eq!(run_due(&house.app).await.unwrap(), 1);
        assert_eq!(run_due(&house.app).await.unwrap(), 0, "it waits longer after each failure");
        house.media.set_failing(false);
        house.pass(Duration::from_secs(1));
        assert_eq!(run_due(&house.app).await.unwrap(), 1);
        assert!(house.media.present(conference.room.as_str()).is_empty());
        assert!(house.store.read().pending_jobs(10).await.unwrap().is_empty());
    }

    async fn a_job_that_nobody_can_do_is_given_up(store: TestStore) {
        let house = House::on(store);
        let tx = house.store.begin_write().await.unwrap();
        let id = JobId::new(house.now(), &app::testing::SeededEntropy::new(5));
        tx.insert_job(id, "of_a_later_version", &serde_json::json!({}), house.now(), house.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(run_due(&house.app).await.unwrap(), 1);
        assert!(house.store.read().pending_jobs(10).await.unwrap().is_empty());
        house.pass(hours(2));
        assert_eq!(run_due(&house.app).await.unwrap(), 0);
    }
}
