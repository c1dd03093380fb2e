//! Settings that are changed while the server runs.

use domain::time::Duration;
use serde_json::json;

use crate::house::House;

async fn least_length(house: &House) -> usize {
    house.app.settings().await.unwrap().password.least_length
}

async fn save(house: &House, least_length: usize) {
    let tx = house.store.begin_write().await.unwrap();
    tx.set_setting("password.least_length", &json!(least_length), house.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

store::on_both! {
    async fn what_another_process_saves_is_in_force_a_second_later(store: TestStore) {
        let house = House::on(store);
        save(&house, 12).await;
        assert_eq!(least_length(&house).await, 12);
        save(&house, 20).await;
        house.pass(Duration::from_millis(999));
        assert_eq!(least_length(&house).await, 12, "remembered");
        house.pass(Duration::from_millis(1));
        assert_eq!(least_length(&house).await, 20);
    }

    async fn a_clock_set_back_keeps_no_old_settings(store: TestStore) {
        let house = House::on(store);
        save(&house, 12).await;
        assert_eq!(least_length(&house).await, 12);
        save(&house, 20).await;
        house.clock.set(house.now().minus(Duration::from_secs(3600)));
        assert_eq!(least_length(&house).await, 20);
    }
}
