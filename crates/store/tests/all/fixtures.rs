//! People, sessions and conferences to write down.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::account::{Account, AccountType};
use domain::admission::{Admission, Identity, Trace};
use domain::conference::{Access, Conference, Member, RoomName};
use domain::grant::Role;
use domain::identifier::Login;
use domain::ids::{AccountId, AdmissionId, ConferenceId, SessionId};
use domain::name::{ConferenceName, DisplayName};
use domain::number::{ConferenceNumber, SubscriberNumber};
use domain::permission::Level;
use domain::secret::{Entropy, Secret, SecretHash};
use domain::session::{Client, Device, Session};
use domain::time::{Timestamp, hours, minutes};
use store::{AccountInserted, Store};

/// The present of these tests.
pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_900_000_000_000);

/// Numbers that never repeat, neither within a process nor in another one beside it (see `durability`).
pub(crate) struct Counting(LazyLock<AtomicU64>);

pub(crate) static ENTROPY: Counting = Counting(LazyLock::new(|| {
    AtomicU64::new(RandomState::new().build_hasher().finish())
}));

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let mut z = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

pub(crate) fn secret() -> SecretHash {
    Secret::generate(&ENTROPY).hash()
}

/// An account that is not written yet.
pub(crate) fn account(login: &str, name: &str) -> Account {
    Account {
        id: AccountId::new(NOW, &ENTROPY),
        login: Login::parse(login).unwrap(),
        name: DisplayName::parse(name).unwrap(),
        number: None,
        account_type: AccountType::Ws,
        level: Level::Standard,
        created_at: NOW,
        password_set_at: None,
        suspended_at: None,
        session_limit: None,
    }
}

pub(crate) fn numbered(login: &str, name: &str, number: &str) -> Account {
    Account {
        number: Some(SubscriberNumber::parse(number).unwrap()),
        ..account(login, name)
    }
}

pub(crate) async fn insert(store: &Store, account: &Account) -> AccountInserted {
    let tx = store.begin_write().await.unwrap();
    let outcome = tx.insert_account(account, None).await.unwrap();
    tx.commit().await.unwrap();
    outcome
}

/// An account that stands.
pub(crate) async fn standing(store: &Store, login: &str) -> Account {
    let account = account(login, login);
    assert_eq!(insert(store, &account).await, AccountInserted::Done);
    account
}

/// A session that is not written yet.
pub(crate) fn session(account: AccountId, signed_in_at: Timestamp) -> Session {
    Session {
        id: SessionId::new(signed_in_at, &ENTROPY),
        account,
        client: Client::Web,
        kept: false,
        device: Device::described(None, Some("Ann’s laptop"), Some("1.0"), Some("Debian")),
        address: "192.0.2.7".to_owned(),
        signed_in_at,
        last_active_at: signed_in_at,
        expires_at: signed_in_at.plus(hours(12)),
        proven_at: signed_in_at,
        known_device: None,
        slot: None,
        restricted_at: None,
        queue_place: None,
        connected_until: None,
        ended: None,
    }
}

/// A session that stands, and its secret's hash.
pub(crate) async fn signed_in(store: &Store, account: AccountId, at: Timestamp) -> (Session, SecretHash) {
    let (session, secret) = (session(account, at), secret());
    let tx = store.begin_write().await.unwrap();
    tx.insert_session(&session, &secret).await.unwrap();
    tx.commit().await.unwrap();
    (session, secret)
}

/// A conference that is not written yet.
pub(crate) fn conference(creator: AccountId, name: &str, others: &[AccountId]) -> Conference {
    let mut members: Vec<_> = others
        .iter()
        .map(|&account| Member {
            account,
            moderator: false,
        })
        .collect();
    members.push(Member {
        account: creator,
        moderator: true,
    });
    members.sort_by_key(|member| member.account);
    Conference {
        id: ConferenceId::new(NOW, &ENTROPY),
        number: ConferenceNumber::generate(&ENTROPY),
        name: ConferenceName::parse(name).unwrap(),
        access: Access::Open,
        guests_allowed: true,
        room: RoomName::generate(&ENTROPY),
        creator,
        created_at: NOW,
        deleted_at: None,
        members,
    }
}

/// A conference that stands.
pub(crate) async fn meeting(store: &Store, creator: AccountId) -> Conference {
    let conference = conference(creator, "Weekly", &[]);
    let tx = store.begin_write().await.unwrap();
    assert!(tx.insert_conference(&conference).await.unwrap());
    tx.commit().await.unwrap();
    conference
}

/// An admission that is not written yet.
pub(crate) fn admission(conference: ConferenceId, session: Option<&Session>) -> Admission {
    Admission {
        id: AdmissionId::new(NOW, &ENTROPY),
        conference,
        session: session.map(|session| session.id),
        account: session.map(|session| session.account),
        identity: Identity::generate(&ENTROPY),
        name: DisplayName::parse("Ann").unwrap(),
        role: Role::Participant,
        admitted_at: NOW,
        token_expires_at: NOW.plus(minutes(10)),
        joined_at: None,
        left_at: None,
        closed: None,
        trace: Trace::default(),
    }
}
