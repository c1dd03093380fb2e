//! Settings > Sign-in, Third party.

use app::Typed;
use app::administration::{ProviderForm, remove_provider, save_provider, set_registration, third_party_settings};
use app::failure::{Failure, Refusal as _};
use app::ports::ProviderError;
use app::third_party::offered;
use domain::audit::AuditAction;
use domain::permission::Level;
use domain::third_party::Registration;

use super::{SECRET, site};
use crate::house::{House, refused};

store::on_both! {
    async fn sign_3_providers_are_set_up_changed_ordered_and_removed(store: TestStore) {
        let house = House::on(store);
        let root = house.person_of(Level::Administrator, "root").await;
        house.provider(&root, ProviderForm { position: 2, ..site() }).await;
        house.provider(&root, ProviderForm { id: "first".to_owned(), position: 1, ..site() }).await;
        house.provider(&root, ProviderForm { id: "off".to_owned(), enabled: false, ..site() }).await;
        let names = |list: Vec<app::third_party::Offered>| list.iter().map(|one| one.id.to_string()).collect::<Vec<_>>();
        assert_eq!(names(offered(&house.app).await.unwrap()), ["first", "site"]);
        // Nothing is asked of one that is not offered: it may well be down.
        house.providers.fail(ProviderError::Unreachable("down".to_owned()));
        house.provider(&root, ProviderForm { enabled: false, client_secret: None, ..site() }).await;
        assert_eq!(names(offered(&house.app).await.unwrap()), ["first"]);
        let settings = third_party_settings(&house.app, &root).await.unwrap();
        assert_eq!(settings.registration, Registration::Closed);
        assert!(settings.providers.iter().all(|provider| provider.sealed_secret.is_some()), "a secret that is not given stays");
        remove_provider(&house.app, &house.ctx(), &root, "first").await.unwrap();
        assert_eq!(refused(remove_provider(&house.app, &house.ctx(), &root, "first").await), "no_such_provider");
        assert!(offered(&house.app).await.unwrap().is_empty());
    }

    async fn asvs_16_2_5_a_client_secret_is_sealed_and_in_no_log(store: TestStore) {
        let house = House::with_site(store).await;
        let root = house.signed_in("root").await;
        house.provider(&root, ProviderForm { label: "Renamed".to_owned(), ..site() }).await;
        set_registration(&house.app, &house.ctx(), &root, Registration::Open).await.unwrap();
        let log = house.log(AuditAction::ProviderChanged).await;
        assert_eq!(log.len(), 2);
        assert_eq!((&log[0].details["before"]["label"], &log[0].details["after"]["label"]),
            (&"Enter through site".into(), &"Renamed".into()));
        assert!(!format!("{log:?}").contains(SECRET));
        let settings = third_party_settings(&house.app, &root).await.unwrap();
        let sealed = settings.providers[0].sealed_secret.clone().unwrap();
        assert!(!sealed.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()));
        assert_eq!(house.log(AuditAction::SettingChanged).await[0].details["after"], "open");
    }

    async fn sign_3_a_provider_is_tried_before_it_is_offered(store: TestStore) {
        let house = House::with_site(store).await;
        let root = house.signed_in("root").await;
        for (error, code) in [
            (ProviderError::Unreachable("down".to_owned()), "provider_unreachable"),
            (ProviderError::OtherIssuer, "issuer_differs"),
            (ProviderError::Unsuitable("no code flow".to_owned()), "provider_unsuitable"),
        ] {
            house.providers.fail(error);
            let form = ProviderForm { label: "Changed".to_owned(), ..site() };
            assert_eq!(refused(save_provider(&house.app, &house.ctx(), &root, form).await), code);
        }
        assert_eq!(offered(&house.app).await.unwrap()[0].label, "Enter through site", "nothing was changed");
    }

    async fn sign_3_what_cannot_be_is_refused_at_its_field(store: TestStore) {
        let house = House::with_site(store).await;
        let root = house.signed_in("root").await;
        let long = "x".repeat(600);
        let table = [
            (ProviderForm { id: "Site!".to_owned(), ..site() }, "invalid_field", Some("id")),
            (ProviderForm { id: "redeem".to_owned(), ..site() }, "invalid_field", Some("id")),
            (ProviderForm { label: " ".to_owned(), ..site() }, "name_empty", Some("label")),
            (ProviderForm { issuer: "http://id.example.org".to_owned(), ..site() }, "invalid_field", Some("issuer")),
            (ProviderForm { client_id: String::new(), ..site() }, "invalid_field", Some("client_id")),
            (ProviderForm { client_secret: Some(Typed::new(long)), ..site() }, "invalid_field", Some("client_secret")),
            (ProviderForm { scopes: vec!["a b".to_owned()], ..site() }, "invalid_field", Some("scopes")),
            (ProviderForm { login_claim: "a b".to_owned(), ..site() }, "invalid_field", Some("login_claim")),
            (ProviderForm { name_claim: String::new(), ..site() }, "invalid_field", Some("name_claim")),
            // Whoever may not read the secret may not have it sent elsewhere either.
            (ProviderForm { issuer: "https://other.example".to_owned(), client_secret: None, ..site() }, "client_secret_needed",
                Some("client_secret")),
        ];
        for (form, code, field) in table {
            match save_provider(&house.app, &house.ctx(), &root, form.clone()).await {
                Err(Failure::Refused(refusal)) => assert_eq!((refusal.code(), refusal.field()), (code, field), "{form:?}"),
                other => panic!("{form:?} leads to {other:?}"),
            }
        }
        let public = ProviderForm { issuer: "https://other.example".to_owned(), client_secret: Some(Typed::new("")), ..site() };
        assert!(save_provider(&house.app, &house.ctx(), &root, public).await.unwrap().sealed_secret.is_none());
        for n in 1..10 {
            house.provider(&root, ProviderForm { id: format!("site-{n}"), ..site() }).await;
        }
        let eleventh = ProviderForm { id: "eleventh".to_owned(), ..site() };
        assert_eq!(refused(save_provider(&house.app, &house.ctx(), &root, eleventh).await), "too_many_providers");
    }

    async fn asvs_8_2_1_only_administrators_set_providers_up(store: TestStore) {
        let house = House::with_site(store).await;
        let olga = house.person_of(Level::Operator, "olga").await;
        assert_eq!(refused(third_party_settings(&house.app, &olga).await), "not_allowed");
        assert_eq!(refused(save_provider(&house.app, &house.ctx(), &olga, site()).await), "not_allowed");
        assert_eq!(refused(remove_provider(&house.app, &house.ctx(), &olga, "site").await), "not_allowed");
        let open = set_registration(&house.app, &house.ctx(), &olga, Registration::Open).await;
        assert_eq!(refused(open), "not_allowed");
    }
}
