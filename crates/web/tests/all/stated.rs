//! What `docs/operations/sign-in-and-sessions.md` states is what the code does by default (ASVS 6.1, 7.1).

use std::path::PathBuf;

use app::settings::Settings;
use domain::captcha::{CaptchaDisplay, LENGTH, MOST_UNSOLVED, PICTURE_LIFE, UNSOLVED_COUNT_FOR, WORK_LIFE};
use domain::password::{MOST_CHARACTERS, PasswordRule};
use domain::second_factor::RECOVERY_CODES;
use domain::session::Session;
use domain::session::limit::{GREATEST_LIMIT, MOST_RESTRICTED, Policy, Wait};
use domain::sign_in::PendingSignIn;
use domain::third_party::{MOST_VISITS, VISIT_LIFE};
use domain::time::Duration;

/// A page of the docs, each run of white space as one space: a sentence may go on in the next line.
fn page(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
    let text = std::fs::read_to_string(path).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `15 minutes`.
fn minutes(time: Duration) -> String {
    counted(time, 60, "minute")
}

/// `30 days`.
fn days(time: Duration) -> String {
    counted(time, 86_400, "day")
}

fn counted(time: Duration, unit: u64, name: &str) -> String {
    assert_eq!(time.as_secs() % unit, 0, "{time:?} is no number of {name}s");
    match time.as_secs() / unit {
        1 => format!("1 {name}"),
        n => format!("{n} {name}s"),
    }
}

#[test]
fn asvs_6_1_1_6_1_2_6_1_3_7_1_1_7_1_2_7_1_3_the_page_for_operators_states_what_holds_by_default() {
    let page = page("operations/sign-in-and-sessions.md");
    let settings = Settings::default();
    let (account, address, life) = (settings.account_failures, settings.address_failures, settings.life);
    assert_eq!((account.window, account.lock), (address.window, address.lock));
    assert_eq!(settings.captcha.display, CaptchaDisplay::Off);
    assert_eq!(settings.sessions.policy, Policy::Restrict);
    let stated = [
        // 6.1.1: how guessing is slowed down, and how nobody is locked out by strangers.
        format!(
            "{} wrong passwords within {} lock an account for {}; ",
            account.limit,
            minutes(account.window),
            minutes(account.lock)
        ),
        format!("{} from one address (IPv6: one /64) lock the address", address.limit),
        "has a count of its own, so that strangers who fail on purpose do not lock its owner out".to_owned(),
        "A lock ends by itself".to_owned(),
        "Off by default".to_owned(),
        format!("({}, if nothing else is set)", settings.captcha.after),
        format!(
            "has {LENGTH} characters, lasts {} and is used once",
            minutes(PICTURE_LIFE)
        ),
        format!("for which there are {}", minutes(WORK_LIFE)),
        format!(
            "at most {MOST_UNSOLVED} unsolved pictures in {}",
            minutes(UNSOLVED_COUNT_FOR)
        ),
        // 6.1.2: the words that no password is made of.
        format!(
            "has at least {} characters and at most {MOST_CHARACTERS}. The least can be set, never below {}",
            settings.password.least_length,
            PasswordRule::FLOOR
        ),
        "of this site: the server's name and the host of `server.public_url`;".to_owned(),
        "of the person: login, name and subscriber number.".to_owned(),
        // 6.1.3: every way in.
        "| Login or subscriber number, and password |".to_owned(),
        "| Another site one is signed in at (OpenID Connect)".to_owned(),
        "| A link to set a password, good for 24 hours |".to_owned(),
        "| The set-up link, good until the next start |".to_owned(),
        "| A guest's visit to a conference |".to_owned(),
        "| `vestibule account …` on the server |".to_owned(),
        "There is no other way".to_owned(),
        format!("{RECOVERY_CODES} recovery codes of 120 bits"),
        // 7.1.1: how long sessions live, and what is between them.
        format!(
            "| {} | {} (browser), {} (app) |",
            minutes(life.idle),
            days(life.longest_web),
            days(life.longest_app)
        ),
        format!("| {} | {} |", days(life.idle_kept), days(life.longest_app)),
        format!(
            "A sign-in that is begun and not finished lasts {}",
            minutes(PendingSignIn::LIFE)
        ),
        format!("the last proof is older than {}", minutes(Session::PROOF_HOLDS)),
        // 7.1.2: how many at once, and what happens to one more.
        format!(
            "(1 to {GREATEST_LIMIT}; {}, the default: any number)",
            settings.sessions.limit.as_number()
        ),
        "**Restrict**, the default".to_owned(),
        format!(
            "for {} at most, or until {}",
            minutes(Wait::LONGEST),
            minutes(Wait::AFTER_WINDOW)
        ),
        format!("At most {MOST_RESTRICTED} sessions are restricted"),
        // 7.1.3: how another site's sessions and ours relate.
        format!("A visit there lasts {} at most", minutes(VISIT_LIFE)),
        format!("an address has at most {MOST_VISITS} under way"),
        "It does not end when the person signs out at the other site or is locked there".to_owned(),
        "signing in at the other site anew, whatever session they have there".to_owned(),
        // What is kept of it.
        format!("Outbox for {}", days(domain::letter::KEPT)),
        format!("Entries are kept for {}", days(settings.audit_kept)),
    ];
    let missing: Vec<_> = stated.iter().filter(|part| !page.contains(part.as_str())).collect();
    assert!(missing.is_empty(), "sign-in-and-sessions.md does not say: {missing:#?}");
}

/// The page speaks of defaults; where the configuration has a key, that default is the same one.
#[test]
fn asvs_6_1_1_7_1_1_the_configuration_has_the_same_defaults() {
    let page = page("configuration.md");
    let settings = Settings::default();
    let life = settings.life;
    for (key, default) in [
        ("account_failures", u64::from(settings.account_failures.limit)),
        ("address_failures", u64::from(settings.address_failures.limit)),
        (
            "failure_window_minutes",
            settings.account_failures.window.as_secs() / 60,
        ),
        ("lock_minutes", settings.account_failures.lock.as_secs() / 60),
        (
            "least_password_length",
            settings.password.least_length.try_into().unwrap(),
        ),
        ("idle_minutes", life.idle.as_secs() / 60),
        ("idle_days_kept", life.idle_kept.as_secs() / 86_400),
        ("longest_days_web", life.longest_web.as_secs() / 86_400),
        ("longest_days_apps", life.longest_app.as_secs() / 86_400),
        ("keep_days", settings.audit_kept.as_secs() / 86_400),
    ] {
        let (_, after) = page
            .split_once(&format!("### `{key}` "))
            .unwrap_or_else(|| panic!("{key} is not there"));
        let (own, _) = after.split_once("### ").unwrap_or((after, ""));
        assert!(own.contains(&format!("default `{default}`")), "{key}: {own}");
    }
}
