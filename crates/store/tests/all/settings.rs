//! Settings.

use serde_json::json;

use crate::fixtures::NOW;

store::on_both! {
    async fn a_setting_is_what_was_set_last(store: TestStore) {
        assert_eq!(store.read().setting("password.least_length").await.unwrap(), None);
        let tx = store.begin_write().await.unwrap();
        tx.set_setting("password.least_length", &json!(15), NOW).await.unwrap();
        tx.set_setting("password.least_length", &json!(20), NOW).await.unwrap();
        tx.set_setting("server.name", &json!("Дом"), NOW).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.read().setting("password.least_length").await.unwrap(), Some(json!(20)));
        let mut all = store.read().settings().await.unwrap();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(all, [("password.least_length".to_owned(), json!(20)), ("server.name".to_owned(), json!("Дом"))]);
    }
}
