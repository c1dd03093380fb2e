use std::future::Future as _;
use std::sync::mpsc;
use std::task::{Context, Waker};

use argon2::PasswordVerifier as _;

use super::*;
use crate::failure::Failure;
use crate::system::SystemEntropy;

fn hasher(options: HasherOptions) -> Hasher {
    Hasher::start(options, Arc::new(SystemEntropy)).unwrap()
}

fn cheap() -> HasherOptions {
    HasherOptions {
        cost: Cost::insecure_test(),
        threads: 2,
        queue: 128,
    }
}

#[tokio::test]
async fn sign_1_a_password_is_right_only_against_its_own_hash() {
    let hasher = hasher(cheap());
    let (right, wrong) = (
        Password::typed("correct horse battery").unwrap(),
        Password::typed("incorrect horse").unwrap(),
    );
    let stored = hasher.hash(&right).await.unwrap();
    assert_eq!(
        hasher.compare(&right, Some(&stored)).await.unwrap(),
        Verdict::Right { outdated: false }
    );
    assert_eq!(hasher.compare(&wrong, Some(&stored)).await.unwrap(), Verdict::Wrong);
    assert_eq!(
        hasher.compare(&right, None).await.unwrap(),
        Verdict::Wrong,
        "nobody has a password"
    );
    assert_eq!(
        hasher.comparisons(),
        3,
        "a comparison with nobody is a comparison all the same"
    );
}

#[tokio::test]
async fn asvs_11_4_2_hashes_are_argon2id_at_the_floor_by_default_and_any_library_can_read_them() {
    let hasher = hasher(HasherOptions::default());
    let password = Password::typed("correct horse battery").unwrap();
    // The second hash works in memory that the first one left dirty.
    for _ in 0..2 {
        let stored = hasher.hash(&password).await.unwrap();
        assert!(
            stored.as_phc().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored:?}"
        );
        Argon2::default()
            .verify_password(password.as_bytes(), stored.as_phc())
            .unwrap();
    }
}

#[tokio::test]
async fn a_hash_of_another_cost_is_right_and_outdated() {
    let stored = hasher(HasherOptions::default())
        .hash(&Password::typed("a").unwrap())
        .await
        .unwrap();
    let verdict = hasher(cheap())
        .compare(&Password::typed("a").unwrap(), Some(&stored))
        .await
        .unwrap();
    assert_eq!(verdict, Verdict::Right { outdated: true });
}

#[tokio::test]
async fn a_stored_hash_that_is_none_is_our_fault_not_the_persons() {
    for malformed in [
        "",
        "x",
        "$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNo",
        "$argon2id$v=19$m=64,t=1,p=1",
    ] {
        let failure = hasher(cheap())
            .compare(
                &Password::typed("a").unwrap(),
                Some(&PasswordHash::from_phc(malformed.into())),
            )
            .await
            .unwrap_err();
        assert!(matches!(failure, Failure::Internal(_)), "{malformed}");
    }
}

#[test]
fn the_cost_has_a_floor_and_a_ceiling() {
    let cases = [
        (19 * 1024, 2, true),
        (64 * 1024, 3, true),
        (19 * 1024 - 1, 2, false),
        (19 * 1024, 1, false),
        (2 * 1024 * 1024, 2, false),
        (19 * 1024, 65, false),
    ];
    for (memory, passes, fits) in cases {
        assert_eq!(Cost::new(memory, passes).is_ok(), fits, "{memory} KiB, {passes} passes");
    }
}

#[tokio::test]
async fn g10_beyond_the_queue_the_answer_is_busy_and_a_panic_costs_only_its_asker() {
    let pool = Pool::start(1, 128).unwrap();
    let (release, held) = mpsc::channel::<()>();
    let (started, has_started) = tokio::sync::oneshot::channel();
    let holding = tokio::spawn({
        let pool = pool.clone();
        async move {
            pool.run(move |_| {
                started.send(()).unwrap();
                held.recv().unwrap();
            })
            .await
        }
    });
    has_started.await.unwrap();

    // Each is polled once, which puts it into the queue.
    let mut queued: Vec<_> = (0..128).map(|n| Box::pin(pool.run(move |_| assert!(n != 7)))).collect();
    for job in &mut queued {
        assert!(job.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    assert!(matches!(pool.run(|_| ()).await, Err(Failure::Refused(Busy))));

    release.send(()).unwrap();
    holding.await.unwrap().unwrap();
    for (n, job) in queued.into_iter().enumerate() {
        assert_eq!(job.await.is_ok(), n != 7);
    }
    pool.run(|_| ()).await.unwrap();
}
