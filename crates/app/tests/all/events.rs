//! What open pages are told.

use app::events::{BrowserEvent, announce_stop, listen};
use app::sign_in::sign_out;
use domain::conference::Access;
use domain::session::EndReason;

use crate::house::{House, hear, refused};

store::on_both! {
    async fn a_page_hears_of_itself_its_account_and_everybody_and_of_nobody_else(store: TestStore) {
        let house = House::on(store);
        let (ann, bob) = (house.person("ann").await, house.person("bob").await);
        let mut heard = listen(&house.app, &house.ctx(), &ann).await.unwrap();
        house.conference(&bob, Access::Open).await;
        sign_out(&house.app, &house.ctx(), &bob).await.unwrap();
        house.conference(&ann, Access::Open).await;
        announce_stop(&house.app).await;
        let other = house.signed_in("ann").await;
        sign_out(&house.app, &house.ctx(), &other).await.unwrap();
        sign_out(&house.app, &house.ctx(), &ann).await.unwrap();
        let ended = BrowserEvent::SessionEnded { session_id: ann.session.id, reason: EndReason::SignedOut };
        // The list is another after each of the three: the last one is not heard any more.
        let (came, went) = (BrowserEvent::SessionsChanged, BrowserEvent::SessionsChanged);
        let expected = [BrowserEvent::ConferencesChanged, BrowserEvent::ServerStopping, came, went, ended];
        for event in expected {
            assert_eq!(hear(&mut heard).await, Some(event));
        }
        assert_eq!(hear(&mut heard).await, None);
    }

    async fn a_session_that_ended_meanwhile_gets_no_stream(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        sign_out(&house.app, &house.ctx(), &ann).await.unwrap();
        let outcome = listen(&house.app, &house.ctx(), &ann).await;
        assert_eq!(refused(outcome.map(|_| ())), "signed_out");
    }
}
