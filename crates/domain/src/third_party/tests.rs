use super::*;
use crate::secret::Secret;
use crate::secret::tests::Seeded;
use crate::time::{days, hours};

const NOW: Timestamp = Timestamp::from_millis(1_900_000_000_000);

#[test]
fn sign_3_rfc_9700_4_11_nothing_is_returned_to_but_what_was_agreed_on() {
    let long = format!("http://127.0.0.1:80/{}", "a".repeat(200));
    for good in [
        "web",
        "vestibule://sign-in",
        "http://127.0.0.1:1/",
        "http://127.0.0.1:49152/sign-in",
        "http://[::1]:65535/a/b/c-._~",
        "http://127.0.0.1:80//e",
        long.as_str(),
    ] {
        let parsed = ReturnTo::parse(good).unwrap_or_else(|_| panic!("{good}"));
        assert_eq!(parsed.as_str(), good, "as it is spelt");
    }
    for bad in [
        // Other places.
        "",
        " ",
        "Web",
        "web ",
        "WEB",
        "/",
        "//e",
        "/\\e",
        "\\\\e",
        "/%09/e",
        "https:e",
        "https://e/",
        "http://e/",
        "javascript:alert(1)",
        "data:text/html,x",
        "about:blank",
        "file:///etc/passwd",
        "intent://x#Intent;end",
        "//127.0.0.1:1/",
        "http:127.0.0.1:1/",
        "http:/127.0.0.1:1/",
        "http:///127.0.0.1:1/",
        "http:\\\\127.0.0.1:1/",
        // What reads like one of ours.
        "http://127.0.0.1:1@evil/",
        "http://127.0.0.1:1@evil:1/",
        "http://user@127.0.0.1:1/",
        "http://127.0.0.1:1:2/",
        "http://127.0.0.1.evil.example:1/",
        "http://127.0.0.1/",
        "http://127.0.0.1:/",
        "http://127.0.0.1",
        "http://127.0.0.1:80",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:65536/",
        "http://127.0.0.1:080/",
        "http://127.0.0.1:+80/",
        "http://127.0.0.1:-1/",
        "http://127.0.0.1:8 0/",
        "http://127.0.0.1:٨٠/",
        "http://127.0.0.2:80/",
        "http://127.1:80/",
        "http://2130706433:80/",
        "http://0x7f.1:80/",
        "http://0.0.0.0:80/",
        "http://localhost:80/",
        "http://LOCALHOST:80/",
        "http://[::]:80/",
        "http://[0:0:0:0:0:0:0:1]:80/",
        "http://[::ffff:127.0.0.1]:80/",
        "http://[::1%25lo]:80/",
        "http://[::1]/",
        "http://::1:80/",
        "https://127.0.0.1:80/",
        "HTTP://127.0.0.1:80/",
        "ws://127.0.0.1:80/",
        // What might be hidden behind it.
        "http://127.0.0.1:80/?a=b",
        "http://127.0.0.1:80/#x",
        "http://127.0.0.1:80/a?code=1",
        "http://127.0.0.1:80/%2e%2e",
        "http://127.0.0.1:80/a%0d%0aSet-Cookie:x",
        "http://127.0.0.1:80/a\r\nLocation:http://e",
        "http://127.0.0.1:80/a\n",
        "http://127.0.0.1:80/a\tb",
        "http://127.0.0.1:80/a b",
        "http://127.0.0.1:80/\\e",
        "http://127.0.0.1:80/a@b",
        "http://127.0.0.1:80/a:b",
        "http://127.0.0.1:80/é",
        "http://127.0.0.1:80/\u{202e}",
        "http://127.0.0.1:80/\0",
        " http://127.0.0.1:80/",
        "http://127.0.0.1:80/ ",
        "\thttp://127.0.0.1:80/",
        // Other schemes.
        "vestibule://",
        "vestibule:sign-in",
        "vestibule:///sign-in",
        "vestibule://sign-in/",
        "vestibule://sign-in?x",
        "vestibule://sign-in#x",
        "vestibule://sign-in@evil",
        "VESTIBULE://sign-in",
        "vestibules://sign-in",
        "vestibule://evil",
    ] {
        assert_eq!(ReturnTo::parse(bad), Err(MalformedReturn), "{bad:?}");
    }
    assert!(ReturnTo::parse(&format!("{long}a")).is_err());
    assert!(ReturnTo::parse(&"a".repeat(1_000_000)).is_err());
}

#[test]
fn sign_3_a_code_goes_where_the_client_waits_and_behind_the_hash_on_our_own_pages() {
    let to = |text: &str| ReturnTo::parse(text).unwrap().with("code", "c");
    assert_eq!(to("web"), "/sign-in/return#code=c");
    assert_eq!(to("http://127.0.0.1:5/x"), "http://127.0.0.1:5/x?code=c");
    assert_eq!(to("vestibule://sign-in"), "vestibule://sign-in?code=c");
}

#[test]
fn sign_3_issuers_are_https_or_on_this_computer() {
    for good in [
        "https://id.example.org",
        "https://id.example.org/",
        "https://id.example.org:8443/realms/a%20b",
        "https://10.0.0.1/x",
        "https://[2001:db8::1]/x",
        "http://localhost:9000",
        "http://127.0.0.1:9000/x",
        "http://127.9.9.9",
        "http://[::1]:9000/",
    ] {
        assert!(Issuer::parse(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "id.example.org",
        "http://id.example.org",
        "http://localhost.evil.example",
        "http://10.0.0.1",
        "http://[2001:db8::1]/",
        "https://",
        "https:///x",
        "https://user@id.example.org",
        "https://id.example.org?x",
        "https://id.example.org/#x",
        "https://id.example.org:0",
        "https://id.example.org:",
        "https://id.example.org:99999",
        "https://id.example.org/\\x",
        "https://id.example.org/ x",
        "https://id example.org",
        "https://id.example.org/\u{e9}",
        "https://[::1",
        "https://[::g]/",
        "https://[::1]x/",
        "ftp://id.example.org",
        "HTTPS://id.example.org",
        "http://127.0.0.1@evil.example/",
        "http://[::1]@evil/",
    ] {
        assert_eq!(Issuer::parse(bad), Err(MalformedIssuer), "{bad:?}");
    }
    let far = Issuer::parse("https://id.example.org").unwrap();
    let near = Issuer::parse("http://localhost:9000").unwrap();
    for (endpoint, by_far, by_near) in [
        ("https://login.example.org/authorize?x=y", true, true),
        ("http://127.0.0.1:9000/token", false, true),
        ("http://169.254.169.254/latest", false, false),
        ("https://login.example.org/#x", false, false),
        ("javascript:alert(1)", false, false),
        ("file:///etc/passwd", false, false),
        ("https://login.example.org\\@evil/", false, false),
    ] {
        assert_eq!(
            (far.may_name(endpoint), near.may_name(endpoint)),
            (by_far, by_near),
            "{endpoint}"
        );
    }
}

#[test]
fn asvs_10_1_2_only_the_client_that_began_redeems() {
    let verifier = Verifier::parse(&"v".repeat(43)).unwrap();
    assert_eq!(VerifierHash::parse(&verifier.hash().reveal()), Ok(verifier.hash()));
    // RFC 7636, appendix B.
    let known = Verifier::parse("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap();
    assert_eq!(known.hash().reveal(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    for bad in [
        "",
        &"v".repeat(42),
        &"v".repeat(129),
        &format!("{}+", "v".repeat(43)),
        &format!("{}é", "v".repeat(43)),
    ] {
        assert!(Verifier::parse(bad).is_err(), "{bad}");
    }
    for bad in [
        "",
        &"A".repeat(42),
        &"A".repeat(44),
        &format!("{}=", "A".repeat(42)),
        &format!("{}B", "A".repeat(42)),
    ] {
        assert!(VerifierHash::parse(bad).is_err(), "{bad}");
    }
    assert_eq!(format!("{verifier:?}"), "Verifier(…)");
}

#[test]
fn g4_no_life_is_lengthened_by_a_clock_that_jumps() {
    for (at, alive) in [
        (NOW, true),
        (NOW.plus(Duration::from_secs(59)), true),
        (NOW.plus(CODE_LIFE), false),
        (NOW.plus(hours(1)), false),
        (NOW.plus(days(2)), false),
        (NOW.minus(Duration::from_secs(5)), true),
        (NOW.minus(Duration::from_secs(6)), false),
        (NOW.minus(hours(1)), false),
        (NOW.minus(days(2)), false),
    ] {
        assert_eq!(is_alive(NOW, CODE_LIFE, at), alive, "{at:?}");
    }
}

#[test]
fn asvs_10_5_1_10_5_4_a_token_is_believed_only_as_a_whole() {
    let issuer = Issuer::parse("https://id.example.org").unwrap();
    let nonce = Secret::generate(&Seeded::new(1));
    let hash = nonce.hash();
    let expected = Expected {
        issuer: &issuer,
        client_id: "us",
        nonce: &hash,
        since: None,
    };
    let good = Claimed {
        issuer: "https://id.example.org".to_owned(),
        subject: "248289761001".to_owned(),
        audiences: vec!["us".to_owned()],
        authorized_party: None,
        nonce: Some(nonce.reveal()),
        issued_at: NOW,
        expires_at: NOW.plus(minutes(5)),
        authenticated_at: None,
        login: None,
        name: None,
        email: None,
    };
    assert_eq!(judge(&good, &expected, NOW), Ok(()));
    let lists = |audiences: &[&str], party: Option<&str>| Claimed {
        audiences: audiences.iter().map(|&one| one.to_owned()).collect(),
        authorized_party: party.map(str::to_owned),
        ..good.clone()
    };
    let table: Vec<(&str, Claimed, Timestamp, Result<(), Distrust>)> = vec![
        (
            "a liar",
            Claimed {
                issuer: "https://evil.example".to_owned(),
                ..good.clone()
            },
            NOW,
            Err(Distrust::Issuer),
        ),
        (
            "a slash",
            Claimed {
                issuer: "https://id.example.org/".to_owned(),
                ..good.clone()
            },
            NOW,
            Err(Distrust::Issuer),
        ),
        ("another's", lists(&["them"], None), NOW, Err(Distrust::Audience)),
        ("nobody's", lists(&[], None), NOW, Err(Distrust::Audience)),
        ("shared", lists(&["us", "them"], None), NOW, Err(Distrust::Audience)),
        (
            "shared, asked by them",
            lists(&["us", "them"], Some("them")),
            NOW,
            Err(Distrust::Audience),
        ),
        ("shared, asked by us", lists(&["us", "them"], Some("us")), NOW, Ok(())),
        (
            "ours, asked by them",
            lists(&["us"], Some("them")),
            NOW,
            Err(Distrust::Audience),
        ),
        (
            "no nonce",
            Claimed {
                nonce: None,
                ..good.clone()
            },
            NOW,
            Err(Distrust::Nonce),
        ),
        (
            "another nonce",
            Claimed {
                nonce: Some(Secret::generate(&Seeded::new(2)).reveal()),
                ..good.clone()
            },
            NOW,
            Err(Distrust::Nonce),
        ),
        (
            "no subject",
            Claimed {
                subject: String::new(),
                ..good.clone()
            },
            NOW,
            Err(Distrust::Subject),
        ),
        (
            "a long subject",
            Claimed {
                subject: "s".repeat(256),
                ..good.clone()
            },
            NOW,
            Err(Distrust::Subject),
        ),
        (
            "our clock is behind",
            good.clone(),
            NOW.minus(Duration::from_secs(60)),
            Ok(()),
        ),
        (
            "far behind",
            good.clone(),
            NOW.minus(Duration::from_secs(61)),
            Err(Distrust::Time),
        ),
        (
            "nearly expired",
            good.clone(),
            NOW.plus(Duration::from_secs(359)),
            Ok(()),
        ),
        (
            "expired",
            good.clone(),
            NOW.plus(Duration::from_secs(360)),
            Err(Distrust::Time),
        ),
        ("an hour back", good.clone(), NOW.minus(hours(1)), Err(Distrust::Time)),
        ("two days on", good.clone(), NOW.plus(days(2)), Err(Distrust::Time)),
    ];
    for (case, claimed, now, verdict) in table {
        assert_eq!(judge(&claimed, &expected, now), verdict, "{case}");
    }
}

#[test]
fn asvs_7_5_1_7_6_1_6_8_4_a_proof_is_as_fresh_as_the_visit() {
    let issuer = Issuer::parse("https://id.example.org").unwrap();
    let nonce = Secret::generate(&Seeded::new(1));
    let hash = nonce.hash();
    let expected = Expected {
        issuer: &issuer,
        client_id: "us",
        nonce: &hash,
        since: Some(NOW),
    };
    for (authenticated_at, verdict) in [
        (None, Err(Distrust::Authentication)),
        (Some(NOW), Ok(())),
        (Some(NOW.minus(Duration::from_secs(60))), Ok(())),
        (Some(NOW.minus(Duration::from_secs(61))), Err(Distrust::Authentication)),
    ] {
        let claimed = Claimed {
            issuer: issuer.to_string(),
            subject: "s".to_owned(),
            audiences: vec!["us".to_owned()],
            authorized_party: None,
            nonce: Some(nonce.reveal()),
            issued_at: NOW,
            expires_at: NOW.plus(minutes(5)),
            authenticated_at,
            login: None,
            name: None,
            email: None,
        };
        assert_eq!(judge(&claimed, &expected, NOW), verdict, "{authenticated_at:?}");
    }
}

#[test]
fn asvs_10_2_2_a_mixed_up_answer_is_told_by_its_issuer() {
    let issuer = Issuer::parse("https://id.example.org").unwrap();
    for (sent, always, right) in [
        (Some("https://id.example.org"), true, true),
        (Some("https://id.example.org"), false, true),
        (Some("https://id.example.org/"), false, false),
        (Some("https://evil.example"), false, false),
        (Some(""), false, false),
        (None, true, false),
        (None, false, true),
    ] {
        assert_eq!(is_right_issuer(sent, &issuer, always), right, "{sent:?} {always}");
    }
}

#[test]
fn sign_3_providers_have_names_that_fit_into_an_address() {
    for (text, fits) in [
        ("a", true),
        ("site-1", true),
        (&"a".repeat(32), true),
        ("", false),
        (&"a".repeat(33), false),
        ("A", false),
        ("a/b", false),
        ("a.b", false),
        ("é", false),
        ("a b", false),
        ("..", false),
    ] {
        assert_eq!(ProviderId::parse(text).is_ok(), fits, "{text}");
    }
    let asked = |list: &[&str]| scopes(&list.iter().map(|&one| one.to_owned()).collect::<Vec<_>>());
    assert_eq!(
        asked(&["openid", "email", "email", "profile"]),
        Ok(vec!["email".to_owned(), "profile".to_owned()])
    );
    for bad in [vec![""], vec!["a b"], vec!["a\""], vec!["a"; 21], vec!["é"]] {
        assert_eq!(asked(&bad), Err(MalformedProvider::Scopes), "{bad:?}");
    }
    assert!(claim_name("https://example.org/name").is_ok() && claim_name("a b").is_err() && claim_name("").is_err());
    assert!(client_id("us").is_ok() && client_id("").is_err() && client_id("u s").is_err());
    assert_eq!(
        format!("{:?}", ProviderSecret::parse("s e c").unwrap()),
        "ProviderSecret(…)"
    );
}
