//! Getting into a conference (CNF-1 to CNF-4, CNF-12).

use app::Actor;
use app::accounts::NewAccount;
use app::conference::{Admit, Admitted, GuestKey, admit, raise_hand, remove};
use app::conferences::{Change, NewConference, change, create};
use app::failure::{Failure, Outcome};
use domain::account::AccountType;
use domain::admission::Rule;
use domain::audit::AuditAction;
use domain::conference::{Access, Conference};
use domain::grant::Role;
use domain::rate::FailureRule;
use domain::time::{Duration, minutes};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};

use crate::house::{House, MEDIA_SECRET, newcomer, planned, refused};

type Refusal = app::conference::AdmitRefusal;

async fn enter(
    house: &House,
    actor: Option<&Actor>,
    conference: &Conference,
    request: Admit,
) -> Outcome<Admitted, Refusal> {
    admit(&house.app, &house.ctx(), actor, &conference.number.to_string(), request).await
}

fn named(name: &str) -> Admit {
    Admit {
        name: Some(name.to_owned()),
        resume: None,
    }
}

fn back(key: &Option<GuestKey>) -> Admit {
    Admit {
        name: None,
        resume: key.clone(),
    }
}

fn claims(house: &House, admitted: &Admitted) -> Value {
    let mut validation = Validation::new(Algorithm::HS256);
    // The clock of these tests stands still; that the times are right is looked at by hand.
    validation.validate_exp = false;
    let key = DecodingKey::from_secret(MEDIA_SECRET.as_bytes());
    let claims = jsonwebtoken::decode::<Value>(admitted.token.reveal(), &key, &validation)
        .unwrap()
        .claims;
    assert_eq!(claims["nbf"], house.now().as_seconds());
    assert_eq!(claims["exp"], house.now().plus(minutes(10)).as_seconds());
    claims
}

store::on_both! {
    async fn cnf_1_a_token_opens_one_room_for_ten_minutes_and_gives_no_right_over_it(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let conference = house.conference(&ann, Access::Open).await;
        let admitted = enter(&house, Some(&ann), &conference, Admit::default()).await.unwrap();
        let claims = claims(&house, &admitted);
        assert_eq!(claims["iss"], "tests");
        assert_eq!(claims["sub"], admitted.identity.as_str());
        assert_eq!(claims["name"], "ann");
        assert_eq!(claims["attributes"], json!({"role": "moderator"}));
        assert_eq!(claims["video"], json!({
            "roomJoin": true,
            "room": conference.room.as_str(),
            "canPublish": true,
            "canPublishSources": ["camera", "microphone", "screen_share", "screen_share_audio"],
            "canSubscribe": true,
            "canPublishData": true,
            "canUpdateOwnMetadata": false,
        }));
        let metadata: Value = serde_json::from_str(claims["roomConfig"]["metadata"].as_str().unwrap()).unwrap();
        assert_eq!(metadata, json!({"number": conference.number, "name": "Weekly", "access": "open"}));
        assert_eq!(claims["roomConfig"]["name"], conference.room.as_str());
        let header = jsonwebtoken::decode_header(admitted.token.reveal()).unwrap();
        assert_eq!(header.alg, Algorithm::HS256);
        assert!(format!("{:?}", admitted.token).len() < 20, "no token in a log");
    }

    async fn cnf_2_a_guest_gives_a_name_and_is_marked(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let conference = house.conference(&ann, Access::Open).await;
        for (request, code) in [
            (Admit::default(), "name_required"),
            (named(" "), "name_empty"),
            (named("a\u{202E}b"), "name_bidi_characters"),
            (named(&"x".repeat(101)), "name_too_long"),
        ] {
            assert_eq!(refused(enter(&house, None, &conference, request).await), code);
        }
        let guest = enter(&house, None, &conference, named(" Gus ")).await.unwrap();
        assert_eq!((guest.role, guest.name.as_str()), (Role::Guest, "Gus"));
        assert_eq!(claims(&house, &guest)["attributes"], json!({"role": "guest", "guest": "true"}));
        assert!(guest.guest_key.is_some());
        // Another of the same name is another person.
        let another = enter(&house, None, &conference, named("Gus")).await.unwrap();
        assert_ne!(another.identity, guest.identity);
    }

    async fn cnf_3_a_participant_of_any_type_enters_without_being_asked_again(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let mut people = Vec::new();
        for &account_type in AccountType::ALL {
            house.account(NewAccount { account_type, ..newcomer(account_type.code()) }).await;
            people.push(house.signed_in(account_type.code()).await);
        }
        let participants = people.iter().map(|actor| actor.account.id).collect();
        let new = NewConference { access: Access::Closed, participants, ..planned("Weekly") };
        let conference = create(&house.app, &house.ctx(), &ann, new).await.unwrap().conference;
        for actor in &people {
            let admitted = enter(&house, Some(actor), &conference, Admit::default()).await.unwrap();
            assert_eq!((admitted.role, &admitted.name), (Role::Participant, &actor.account.name));
            assert!(admitted.guest_key.is_none(), "the session is their key");
        }
    }

    async fn cnf_4_whoever_is_signed_in_is_recognised_and_no_worse_off_than_a_stranger(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        house.account(NewAccount { account_type: AccountType::Sip, ..newcomer("sid") }).await;
        let sid = house.signed_in("sid").await;
        let conference = house.conference(&ann, Access::Open).await;
        let guest = enter(&house, None, &conference, named("Gus")).await.unwrap();

        let admitted = enter(&house, Some(&sid), &conference, named("Somebody Else")).await.unwrap();
        assert_eq!((admitted.role, admitted.name.as_str()), (Role::Guest, "sid"), "the name sent along is ignored");
        assert_eq!(claims(&house, &admitted)["attributes"], json!({"role": "guest"}), "and nobody unknown");
        let with_key = enter(&house, Some(&sid), &conference, back(&guest.guest_key)).await.unwrap();
        assert_eq!(with_key.identity, admitted.identity, "a guest's key is ignored");

        let mut restricted = sid.clone();
        restricted.session.restricted_at = Some(house.now());
        let outcome = enter(&house, Some(&restricted), &conference, Admit::default()).await;
        assert_eq!(refused(outcome), "session_restricted");
    }

    async fn cnf_7_closed_conferences_and_those_without_guests_refuse_strangers(store: TestStore) {
        let house = House::on(store);
        let (ann, eve) = (house.person("ann").await, house.person("eve").await);
        let closed = house.conference(&ann, Access::Closed).await;
        let unguested = NewConference { guests_allowed: false, ..planned("Members only") };
        let unguested = create(&house.app, &house.ctx(), &ann, unguested).await.unwrap().conference;
        for (conference, code) in [(&closed, "closed_to_strangers"), (&unguested, "guests_not_allowed")] {
            assert_eq!(refused(enter(&house, None, conference, named("Gus")).await), code);
            assert_eq!(refused(enter(&house, Some(&eve), conference, Admit::default()).await), code);
            assert!(enter(&house, Some(&ann), conference, Admit::default()).await.is_ok());
        }
        let mut nowhere = closed.clone();
        nowhere.number = domain::number::ConferenceNumber::parse("999999999").unwrap();
        assert_eq!(refused(enter(&house, None, &nowhere, named("Gus")).await), "conference_not_found");
    }

    async fn cnf_12_every_decision_keeps_its_trace(store: TestStore) {
        let house = House::on(store);
        let (ann, eve) = (house.person("ann").await, house.person("eve").await);
        let conference = house.conference(&ann, Access::Closed).await;
        enter(&house, Some(&ann), &conference, Admit::default()).await.unwrap();
        refused(enter(&house, Some(&eve), &conference, Admit::default()).await);

        let open = house.store.read().open_admissions(conference.id).await.unwrap();
        let last = open[0].trace.0.last().unwrap();
        assert_eq!((last.rule, last.met), (Rule::Moderates, true));
        let log = house.store.read().audit_log(&store::AuditSearch { limit: 100, ..store::AuditSearch::default() }).await.unwrap();
        let entry = |action| log.iter().find(|entry| entry.action == action).unwrap();
        let (admitted, not) = (entry(AuditAction::Admitted), entry(AuditAction::AdmissionRefused));
        assert_eq!(admitted.actor, Some(ann.account.id));
        assert_eq!(admitted.details["trace"].as_array().unwrap().len(), open[0].trace.0.len());
        assert_eq!(not.actor, Some(eve.account.id));
        let why = not.details["trace"].as_array().unwrap().last().unwrap();
        assert_eq!(*why, json!({"rule": "conference_open", "met": false}));
    }

    async fn an_open_admission_is_used_again_by_its_session_and_another_session_has_another(store: TestStore) {
        let house = House::on(store);
        let (phone, laptop) = (house.person("ann").await, house.signed_in("ann").await);
        let conference = house.conference(&phone, Access::Open).await;
        let first = enter(&house, Some(&phone), &conference, Admit::default()).await.unwrap();
        house.pass(minutes(5));
        let again = enter(&house, Some(&phone), &conference, Admit::default()).await.unwrap();
        let beside = enter(&house, Some(&laptop), &conference, Admit::default()).await.unwrap();
        assert_eq!(first.identity, again.identity);
        assert_ne!(first.token, again.token, "a fresh one");
        assert_ne!(first.identity, beside.identity, "one person on two devices");
        let open = house.store.read().open_admission(conference.id, phone.session.id).await.unwrap().unwrap();
        assert_eq!(open.token_expires_at, house.now().plus(minutes(10)));
    }

    async fn a_guest_comes_back_under_the_same_identity_for_ten_minutes(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let conference = house.conference(&ann, Access::Open).await;
        let guest = enter(&house, None, &conference, named("Gus")).await.unwrap();
        let noted = |left: bool| {
            let (house, identity) = (&house, guest.identity.clone());
            async move {
                let tx = house.store.begin_write().await.unwrap();
                let noted = if left { tx.admission_left(&identity, house.now()).await }
                    else { tx.admission_joined(&identity, house.now()).await };
                assert!(noted.unwrap());
                tx.commit().await.unwrap();
            }
        };
        noted(false).await;
        house.pass(minutes(60));
        noted(true).await;
        house.pass(minutes(10));
        let again = enter(&house, None, &conference, back(&guest.guest_key)).await.unwrap();
        assert_eq!((&again.identity, again.name.as_str()), (&guest.identity, "Gus"));
        house.pass(Duration::from_secs(1));
        let late = enter(&house, None, &conference, back(&guest.guest_key)).await;
        assert_eq!(refused(late), "name_required", "as new");

        // Another secret, or another conference's key, opens nothing.
        let mut forged = guest.guest_key.clone().unwrap();
        forged.secret = app::Typed::new("A".repeat(43));
        assert_eq!(refused(enter(&house, None, &conference, back(&Some(forged))).await), "name_required");
        let elsewhere = house.conference(&ann, Access::Open).await;
        assert_eq!(refused(enter(&house, None, &elsewhere, back(&guest.guest_key)).await), "name_required");
    }

    async fn the_rules_are_asked_again_when_a_guest_comes_back(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let conference = house.conference(&ann, Access::Open).await;
        let guest = enter(&house, None, &conference, named("Gus")).await.unwrap();
        let closed = Change { access: Some(Access::Closed), ..Change::default() };
        change(&house.app, &house.ctx(), &ann, &conference.number.to_string(), closed).await.unwrap();
        let outcome = enter(&house, None, &conference, back(&guest.guest_key)).await;
        assert_eq!(refused(outcome), "closed_to_strangers");
    }

    async fn cve_2022_41961_a_removed_guest_does_not_come_back_under_the_old_identity(store: TestStore) {
        let house = House::on(store);
        let (ann, eve) = (house.person("ann").await, house.person("eve").await);
        let conference = house.conference(&ann, Access::Open).await;
        let number = conference.number.to_string();
        let guest = enter(&house, None, &conference, named("Gus")).await.unwrap();
        house.media.arrive(conference.room.as_str(), guest.identity.as_str());
        let out = |actor: &Actor, identity: &str| {
            let (app, ctx, actor, number) = (house.app.clone(), house.ctx(), actor.clone(), number.clone());
            let identity = identity.to_owned();
            async move { remove(&app, &ctx, &actor, &number, &identity).await }
        };
        assert_eq!(refused(out(&eve, guest.identity.as_str()).await), "conference_not_found");
        assert_eq!(refused(out(&ann, "p_nobody").await), "not_present");
        out(&ann, guest.identity.as_str()).await.unwrap();
        assert!(house.media.present(conference.room.as_str()).is_empty(), "before the answer");
        assert_eq!(refused(out(&ann, guest.identity.as_str()).await), "not_present");
        assert_eq!(refused(enter(&house, None, &conference, back(&guest.guest_key)).await), "removed");
        let anew = enter(&house, None, &conference, named("Gus")).await.unwrap();
        assert_ne!(anew.identity, guest.identity);

        // Somebody signed in gets a new identity as well.
        let before = enter(&house, Some(&eve), &conference, Admit::default()).await.unwrap();
        out(&ann, before.identity.as_str()).await.unwrap();
        let after = enter(&house, Some(&eve), &conference, Admit::default()).await.unwrap();
        assert_ne!(before.identity, after.identity);
    }

    async fn cve_2022_41960_a_moderator_moderates_their_own_conference_only(store: TestStore) {
        let house = House::on(store);
        let (ann, eve) = (house.person("ann").await, house.person("eve").await);
        let (anns, eves) = (house.conference(&ann, Access::Open).await, house.conference(&eve, Access::Open).await);
        let guest = enter(&house, None, &anns, named("Gus")).await.unwrap();
        let eves = eves.number.to_string();
        let outcome = remove(&house.app, &house.ctx(), &eve, &eves, guest.identity.as_str()).await;
        assert_eq!(refused(outcome), "not_present");
        assert!(house.store.read().admission_by_identity(&guest.identity).await.unwrap().unwrap().closed.is_none());
    }

    async fn a_hand_is_ones_own_to_raise_and_a_moderators_to_lower(store: TestStore) {
        let house = House::on(store);
        let (ann, eve) = (house.person("ann").await, house.person("eve").await);
        let conference = house.conference(&ann, Access::Open).await;
        let number = conference.number.to_string();
        let guest = enter(&house, None, &conference, named("Gus")).await.unwrap();
        let eves = enter(&house, Some(&eve), &conference, Admit::default()).await.unwrap();
        for identity in [&guest.identity, &eves.identity] {
            house.media.arrive(conference.room.as_str(), identity.as_str());
        }
        let (gus, key) = (guest.identity.as_str(), guest.guest_key.as_ref());
        let hand = |actor: Option<&Actor>, identity: &str, key: Option<&GuestKey>, raised| {
            let (app, ctx, number) = (house.app.clone(), house.ctx(), number.clone());
            let (actor, identity, key) = (actor.cloned(), identity.to_owned(), key.cloned());
            async move { raise_hand(&app, &ctx, actor.as_ref(), &number, &identity, key.as_ref(), raised).await }
        };
        hand(None, gus, key, true).await.unwrap();
        hand(Some(&eve), eves.identity.as_str(), None, true).await.unwrap();
        assert_eq!(refused(hand(None, gus, None, true).await), "not_allowed");
        assert_eq!(refused(hand(Some(&eve), gus, None, false).await), "not_allowed");
        assert_eq!(refused(hand(None, eves.identity.as_str(), key, true).await), "not_allowed");
        assert_eq!(refused(hand(Some(&ann), gus, None, true).await), "not_allowed", "nobody raises another's hand");
        hand(Some(&ann), gus, None, false).await.unwrap();
        assert_eq!(refused(hand(Some(&ann), "p_nobody", None, false).await), "not_present");

        let hands: Vec<_> = house.media.take_calls().into_iter().filter_map(|call| match call {
            app::testing::MediaCall::UpdateParticipant(_, identity, update) => {
                Some((identity.as_str().to_owned(), update.attributes["hand"].clone()))
            }
            _ => None,
        }).collect();
        let at = house.now().as_millis().to_string();
        let expected = [(gus, at.as_str()), (eves.identity.as_str(), at.as_str()), (gus, "")];
        assert_eq!(hands, expected.map(|(identity, hand)| (identity.to_owned(), hand.to_owned())));
    }

    async fn refusals_are_throttled_and_admissions_never(store: TestStore) {
        let house = House::on(store);
        let (ann, eve) = (house.person("ann").await, house.person("eve").await);
        let (open, closed) = (house.conference(&ann, Access::Open).await, house.conference(&ann, Access::Closed).await);
        let guest = enter(&house, None, &open, named("Gus")).await.unwrap();
        for n in 0..FailureRule::ADDRESS.limit {
            enter(&house, None, &open, named(&format!("Guest {n}"))).await.unwrap();
            assert_eq!(refused(enter(&house, None, &open, Admit::default()).await), "name_required", "not a try");
            assert_eq!(refused(enter(&house, None, &closed, named("Gus")).await), "closed_to_strangers");
        }
        let failure = enter(&house, None, &closed, named("Gus")).await.unwrap_err();
        let Failure::Refused(Refusal::TooManyTries(_)) = failure else { panic!("{failure:?}") };
        // What one conference refuses shuts nobody out of another.
        assert!(enter(&house, None, &open, named("Gus")).await.is_ok());
        let (elsewhere, number) = (house.ctx_from("192.0.2.1"), closed.number.to_string());
        let outcome = admit(&house.app, &elsewhere, None, &number, named("Gus")).await;
        assert_eq!(refused(outcome), "closed_to_strangers");
        // An office behind one address gets in, whatever strangers tried from there.
        assert!(enter(&house, Some(&ann), &open, Admit::default()).await.is_ok());
        assert!(enter(&house, Some(&eve), &open, Admit::default()).await.is_ok());
        assert!(enter(&house, None, &open, back(&guest.guest_key)).await.is_ok());
        house.pass(FailureRule::ADDRESS.lock);
        assert_eq!(refused(enter(&house, None, &closed, named("Gus")).await), "closed_to_strangers");
    }

    async fn unknown_numbers_are_counted_by_address(store: TestStore) {
        let house = House::on(store);
        for _ in 0..FailureRule::ADDRESS.limit {
            let outcome = admit(&house.app, &house.ctx(), None, "999999999", named("Gus")).await;
            assert_eq!(refused(outcome), "conference_not_found");
        }
        let outcome = admit(&house.app, &house.ctx(), None, "999999998", named("Gus")).await;
        assert_eq!(refused(outcome), "too_many_tries");
    }

    async fn a_returning_guests_refusals_count_as_anybodys(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let conference = house.conference(&ann, Access::Open).await;
        let guest = enter(&house, None, &conference, named("Gus")).await.unwrap();
        let closed = Change { access: Some(Access::Closed), ..Change::default() };
        change(&house.app, &house.ctx(), &ann, &conference.number.to_string(), closed).await.unwrap();
        for _ in 0..FailureRule::ADDRESS.limit {
            let outcome = enter(&house, None, &conference, back(&guest.guest_key)).await;
            assert_eq!(refused(outcome), "closed_to_strangers");
        }
        assert_eq!(refused(enter(&house, None, &conference, named("Gus")).await), "too_many_tries");
    }

    async fn nobody_is_admitted_through_a_session_that_has_ended(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let conference = house.conference(&ann, Access::Open).await;
        app::sign_in::sign_out(&house.app, &house.ctx(), &ann).await.unwrap();
        // The request was authenticated a moment before the session ended.
        assert_eq!(refused(enter(&house, Some(&ann), &conference, Admit::default()).await), "signed_out");
    }

    parallel async fn of_many_requests_at_once_one_session_has_one_open_admission(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let conference = house.conference(&ann, Access::Open).await;
        let asking: Vec<_> = (0..32)
            .map(|_| {
                let (app, ctx, ann) = (house.app.clone(), house.ctx(), ann.clone());
                let number = conference.number.to_string();
                tokio::spawn(async move { admit(&app, &ctx, Some(&ann), &number, Admit::default()).await })
            })
            .collect();
        let mut identities = std::collections::HashSet::new();
        for asked in asking {
            identities.insert(asked.await.unwrap().unwrap().identity);
        }
        assert_eq!(identities.len(), 1);
        assert_eq!(house.store.read().open_admissions(conference.id).await.unwrap().len(), 1);
    }

    parallel async fn g5_a_session_that_ends_while_it_asks_leaves_no_admission_open(store: TestStore) {
        let house = House::on(store);
        let ann = house.person("ann").await;
        let conference = house.conference(&ann, Access::Open).await;
        for _ in 0..10 {
            let session = house.signed_in("ann").await;
            let (app, ctx, actor) = (house.app.clone(), house.ctx(), session.clone());
            let number = conference.number.to_string();
            let entering = tokio::spawn(async move { admit(&app, &ctx, Some(&actor), &number, Admit::default()).await });
            app::sign_in::sign_out(&house.app, &house.ctx(), &session).await.unwrap();
            if let Err(failure) = entering.await.unwrap() {
                assert_eq!(refused(Err::<(), _>(failure)), "signed_out");
            }
            let open = house.store.read().open_admission(conference.id, session.session.id).await.unwrap();
            assert_eq!(open, None);
        }
    }
}
