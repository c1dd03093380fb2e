//! Accounts: found however spelt, never beside a look-alike, searched in any script.

use domain::identifier::IdentifierKey;
use domain::name::DisplayName;
use domain::password::PasswordHash;
use domain::permission::Level;
use store::{AccountInserted, AccountSearch, SearchWithin};

use crate::fixtures::{NOW, account, insert, numbered, standing};

fn hash(text: &str) -> PasswordHash {
    PasswordHash::from_phc(text.to_owned())
}

store::on_both! {
    async fn an_account_comes_back_as_it_was_written(store: TestStore) {
        let mut ann = numbered("Ann.Lee", "Энн Ли", "0042");
        ann.level = Level::Operator;
        ann.password_set_at = Some(NOW);
        let tx = store.begin_write().await.unwrap();
        assert_eq!(tx.insert_account(&ann, Some(&hash("$argon2id$x"))).await.unwrap(), AccountInserted::Done);
        tx.commit().await.unwrap();

        let reader = store.read();
        assert_eq!(reader.account(ann.id).await.unwrap(), Some(ann.clone()));
        assert_eq!(reader.accounts(&[ann.id, account("x", "x").id]).await.unwrap(), std::slice::from_ref(&ann));
        let credentials = reader.credentials(ann.id).await.unwrap().unwrap();
        assert_eq!(credentials.account, ann);
        assert_eq!(credentials.password_hash, Some(hash("$argon2id$x")));
        assert_eq!(reader.account(account("x", "x").id).await.unwrap(), None);
        assert_eq!(reader.count_accounts().await.unwrap(), 1);
    }

    async fn sign_1_one_signs_in_with_login_or_number_however_spelt(store: TestStore) {
        let ann = numbered("Ann.Lee", "Ann", "1001");
        assert_eq!(insert(&store, &ann).await, AccountInserted::Done);
        for typed in ["Ann.Lee", " ann.lee ", "ANN.LEE", "ａnn.lee", "аnn.lee", "1001", "１００１"] {
            let found = store.read().credentials_by_identifier(&IdentifierKey::of(typed)).await.unwrap();
            assert_eq!(found.map(|found| found.account.id), Some(ann.id), "{typed:?}");
        }
        for typed in ["ann", "10011", "", "ann.lee%"] {
            let found = store.read().credentials_by_identifier(&IdentifierKey::of(typed)).await.unwrap();
            assert!(found.is_none(), "{typed:?}");
        }
    }

    async fn cve_2019_19844_no_account_beside_its_look_alike(store: TestStore) {
        assert_eq!(insert(&store, &account("mike", "Mike")).await, AccountInserted::Done);
        for twin in ["mike", "Mike", "MIKE", "mıke", "mİke", "ｍｉｋｅ", "miKe", "mіke", "𝓂ike"] {
            assert_eq!(insert(&store, &account(twin, "Twin")).await, AccountInserted::LoginTaken, "{twin}");
        }
        assert_eq!(store.read().count_accounts().await.unwrap(), 1, "a refused account leaves nothing behind");
    }

    async fn subscriber_numbers_are_one_each_and_share_the_namespace_of_logins(store: TestStore) {
        assert_eq!(insert(&store, &numbered("ann", "Ann", "1001")).await, AccountInserted::Done);
        assert_eq!(insert(&store, &numbered("bob", "Bob", "1001")).await, AccountInserted::NumberTaken);
        assert_eq!(insert(&store, &account("1001", "Eve")).await, AccountInserted::LoginTaken);
        assert_eq!(insert(&store, &account("1002", "Carl")).await, AccountInserted::Done);
        assert_eq!(insert(&store, &numbered("dan", "Dan", "1002")).await, AccountInserted::NumberTaken);
        assert_eq!(insert(&store, &numbered("2002", "Own", "2002")).await, AccountInserted::Done, "its own number");
        assert_eq!(insert(&store, &account("bob", "Bob")).await, AccountInserted::Done, "nothing of bob was kept");
    }

    async fn the_transaction_goes_on_after_a_refused_account(store: TestStore) {
        standing(&store, "ann").await;
        let (twin, bob) = (account("ANN", "Twin"), account("bob", "Bob"));
        let tx = store.begin_write().await.unwrap();
        assert_eq!(tx.insert_account(&twin, None).await.unwrap(), AccountInserted::LoginTaken);
        assert_eq!(tx.insert_account(&bob, None).await.unwrap(), AccountInserted::Done);
        tx.commit().await.unwrap();
        assert!(store.read().account(bob.id).await.unwrap().is_some());
    }

    async fn search_finds_login_name_and_number_in_any_case_and_script(store: TestStore) {
        for new in [
            numbered("kovaleva", "Анна Ковалёва", "7001"),
            numbered("petrov", "Пётр Петров", "7002"),
            account("a_b%c", "Percent Underscore"),
            account("straße", "Straße"),
        ] {
            assert_eq!(insert(&store, &new).await, AccountInserted::Done);
        }
        let cases: [(&str, &[&str]); 14] = [
            ("КОВАЛЁВА", &["kovaleva"]),
            ("ковал", &["kovaleva"]),
            ("KOVAL", &["kovaleva"]),
            ("анна 7001", &["kovaleva"]),
            ("анна 7002", &[]),
            ("700", &["kovaleva", "petrov"]),
            ("пётр", &["petrov"]),
            ("  ", &["a_b%c", "kovaleva", "petrov", "straße"]),
            ("%", &["a_b%c"]),
            ("_", &["a_b%c"]),
            ("\\", &[]),
            ("STRASSE", &["straße"]),
            ("' OR 1=1 --", &[]),
            ("percent underscore", &["a_b%c"]),
        ];
        for (text, expected) in cases {
            let search = AccountSearch { text: text.to_owned(), within: SearchWithin::Everything, after: None, limit: 50 };
            let page = store.read().search_accounts(&search).await.unwrap();
            let mut logins: Vec<_> = page.items.iter().map(|account| account.login.as_str().to_owned()).collect();
            logins.sort();
            assert_eq!(logins, expected, "{text:?}");
            assert!(!page.more);
        }
    }

    async fn a_search_by_name_and_number_gives_no_login_away(store: TestStore) {
        for new in [numbered("kovaleva", "Анна Ковалёва", "7001"), account("zz99", "Пётр")] {
            assert_eq!(insert(&store, &new).await, AccountInserted::Done);
        }
        let cases: [(&str, &[&str]); 7] = [
            ("kovaleva", &[]),
            ("koval", &[]),
            ("анна koval", &[]),
            ("zz99", &[]),
            ("99", &[]),
            ("ковалёва 700", &["kovaleva"]),
            ("ПЁТР", &["zz99"]),
        ];
        for (text, expected) in cases {
            let search = AccountSearch {
                text: text.to_owned(),
                within: SearchWithin::NameAndNumber,
                after: None,
                limit: 50,
            };
            let page = store.read().search_accounts(&search).await.unwrap();
            let logins: Vec<_> = page.items.iter().map(|account| account.login.as_str()).collect();
            assert_eq!(logins, expected, "{text:?}");
        }
    }

    async fn pages_follow_each_other_without_gap_or_repeat(store: TestStore) {
        for n in 0..23 {
            // Names repeat, so that the order within a name matters too.
            assert_eq!(insert(&store, &account(&format!("u{n}"), &format!("Name {}", n % 3))).await, AccountInserted::Done);
        }
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let search = AccountSearch { text: "name".to_owned(), within: SearchWithin::Everything, after, limit: 5 };
            let page = store.read().search_accounts(&search).await.unwrap();
            assert!(page.items.len() == 5 || !page.more);
            after = page.items.last().map(|account| account.id);
            seen.extend(page.items.into_iter().map(|account| (account.name.as_str().to_owned(), account.id)));
            if !page.more {
                break;
            }
        }
        assert_eq!(seen.len(), 23);
        assert!(seen.is_sorted(), "by name");
        seen.dedup();
        assert_eq!(seen.len(), 23);
        let unknown = AccountSearch { text: String::new(), within: SearchWithin::Everything, after: Some(account("x", "x").id), limit: 5 };
        assert!(store.read().search_accounts(&unknown).await.unwrap().items.is_empty());
    }

    async fn passwords_and_names_change(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let tx = store.begin_write().await.unwrap();
        assert!(tx.set_password(ann.id, &hash("one"), NOW).await.unwrap());
        assert!(tx.rename_account(ann.id, &DisplayName::parse("Анна").unwrap()).await.unwrap());
        let nobody = account("x", "x").id;
        assert!(!tx.set_password(nobody, &hash("one"), NOW).await.unwrap());
        assert!(!tx.rename_account(nobody, &DisplayName::parse("X").unwrap()).await.unwrap());
        tx.commit().await.unwrap();

        let found = store.read().credentials(ann.id).await.unwrap().unwrap();
        assert_eq!(found.account.name.as_str(), "Анна");
        assert_eq!(found.account.password_set_at, Some(NOW));
        assert_eq!(found.password_hash, Some(hash("one")));
        let search = AccountSearch { text: "АННА".to_owned(), within: SearchWithin::Everything, after: None, limit: 5 };
        assert_eq!(store.read().search_accounts(&search).await.unwrap().items.len(), 1, "found by the new name");
    }

    async fn a_rehash_never_undoes_a_change_of_password(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let tx = store.begin_write().await.unwrap();
        tx.set_password(ann.id, &hash("new"), NOW).await.unwrap();
        assert!(!tx.rehash_password(ann.id, &hash("old"), &hash("old at a higher cost")).await.unwrap());
        assert!(tx.rehash_password(ann.id, &hash("new"), &hash("new at a higher cost")).await.unwrap());
        tx.commit().await.unwrap();
        let found = store.read().credentials(ann.id).await.unwrap().unwrap();
        assert_eq!(found.password_hash, Some(hash("new at a higher cost")));
    }

    async fn acc_18_an_administrator_is_noticed(store: TestStore) {
        standing(&store, "ann").await;
        assert!(!store.read().has_administrator().await.unwrap());
        let mut root = account("root", "Root");
        root.level = Level::Administrator;
        assert_eq!(insert(&store, &root).await, AccountInserted::Done);
        assert!(store.read().has_administrator().await.unwrap());
    }
}
