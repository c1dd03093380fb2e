//! One's own account: name and password.

use app::account::{ChangePassword, change_password, rename};
use app::{Actor, Typed};
use domain::session::EndReason;

use crate::house::{House, PASSWORD, form, refused};

const NEW: &str = "violet kettle 9 orbit";

async fn change(house: &House, actor: &Actor, current: &str, new: &str) -> Result<(), &'static str> {
    let change = ChangePassword {
        current: Typed::new(current),
        new: Typed::new(new),
    };
    let outcome = change_password(&house.app, &house.ctx(), actor, change).await;
    if outcome.is_ok() { Ok(()) } else { Err(refused(outcome)) }
}

store::on_both! {
    async fn asvs_6_2_3_a_new_password_takes_the_current_one_and_ends_the_other_sessions(store: TestStore) {
        let house = House::on(store);
        let (here, there) = (house.person("ann").await, house.signed_in("ann").await);
        assert_eq!(change(&house, &here, "wrong", NEW).await, Err("wrong_current_password"));
        assert_eq!(change(&house, &here, PASSWORD, "short").await, Err("password_too_short"));
        assert_eq!(house.again(&there).await.session.ended, None);

        assert_eq!(change(&house, &here, PASSWORD, NEW).await, Ok(()));
        assert_eq!(house.again(&here).await.session.ended, None);
        assert_eq!(house.again(&there).await.session.ended, Some((house.now(), EndReason::PasswordChanged)));
        assert_eq!(refused(house.sign_in(form("ann", PASSWORD)).await), "wrong_credentials");
        assert!(house.sign_in(form("ann", NEW)).await.is_ok());
    }

    async fn a_new_name_is_checked_and_kept(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        for (name, code) in [("", "name_empty"), ("a\nb", "name_control_characters")] {
            assert_eq!(refused(rename(&house.app, &house.ctx(), &ann, name).await), code);
        }
        let renamed = rename(&house.app, &house.ctx(), &ann, " Анна ").await.unwrap();
        assert_eq!(renamed.name.as_str(), "Анна");
        assert_eq!(house.again(&ann).await.account, renamed);
    }
}
