//! The real adapter for OpenID Connect against a small provider on loopback.

mod site;

use std::sync::Arc;
use std::time::Duration;

use app::ports::{Exchange, IdentityProviders as _, ProviderError};
use axum::http::header;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::third_party::Issuer;
use domain::time::Timestamp;
use server::adapters::OpenIdProviders;

use self::site::{Fault, Site};

const NOW: Timestamp = Timestamp::from_millis(1_900_000_000_000);

/// The kind of an error, without its words.
fn kind(error: &ProviderError) -> &'static str {
    match error {
        ProviderError::Unreachable(_) => "unreachable",
        ProviderError::OtherIssuer => "other issuer",
        ProviderError::Unsuitable(_) => "unsuitable",
        ProviderError::Untrusted(_) => "untrusted",
    }
}

#[tokio::test]
async fn sign_3_a_provider_is_described_and_remembered_for_ten_minutes() {
    let site = Site::start().await;
    let providers = OpenIdProviders::default();
    for seconds in [0, 599] {
        let described = providers
            .describe(&site.issuer(), NOW.plus(Duration::from_secs(seconds)))
            .await
            .unwrap();
        assert_eq!(
            described.authorization_endpoint,
            format!("http://{}/authorize?tenant=1", site.address)
        );
        assert!(described.sends_issuer);
    }
    assert_eq!(site.take_asked(), ["description", "keys"]);
    providers
        .describe(&site.issuer(), NOW.plus(Duration::from_secs(600)))
        .await
        .unwrap();
    assert_eq!(site.take_asked(), ["description", "keys"], "ten minutes later");
    providers
        .describe(&site.issuer(), NOW.minus(Duration::from_secs(3600)))
        .await
        .unwrap();
    assert_eq!(site.take_asked(), ["description", "keys"], "a clock that was set back");
    providers.describe_anew(&site.issuer(), NOW).await.unwrap();
    assert_eq!(site.take_asked(), ["description", "keys"], "anew");
}

#[tokio::test]
async fn asvs_10_5_3_a_provider_that_is_another_or_cannot_do_what_is_needed_is_refused() {
    let site = Site::start().await;
    let providers = OpenIdProviders::default();
    for (fault, expected) in [
        (Fault::OtherIssuer, "other issuer"),
        (Fault::NoCodeFlow, "unsuitable"),
        (Fault::NoPkce, "unsuitable"),
        (Fault::OnlySharedSecrets, "unsuitable"),
        (Fault::ForeignEndpoint, "unsuitable"),
        (Fault::Redirects, "unreachable"),
        (Fault::Huge, "unreachable"),
        (Fault::Endless, "unreachable"),
    ] {
        site.does(fault);
        let error = providers.describe_anew(&site.issuer(), NOW).await.unwrap_err();
        assert_eq!(kind(&error), expected, "{fault:?}: {error}");
        if fault != Fault::OtherIssuer && expected == "unreachable" {
            assert_eq!(
                site.take_asked().last(),
                Some(&"description"),
                "no redirect is followed"
            );
        }
        site.take_asked();
    }
}

#[tokio::test]
async fn sign_3_one_that_does_not_answer_is_waited_for_once_by_all() {
    let site = Site::start().await;
    let providers = Arc::new(OpenIdProviders::patient_for(Duration::from_secs(1)));
    site.does(Fault::Silent);
    let wait = |at: Timestamp| {
        let (providers, issuer) = (Arc::clone(&providers), site.issuer());
        tokio::spawn(async move { providers.describe(&issuer, at).await.unwrap_err() })
    };
    let waiting: Vec<_> = (0..8).map(|_| wait(NOW)).collect();
    for one in waiting {
        let answered = tokio::time::timeout(Duration::from_secs(20), one).await;
        assert_eq!(kind(&answered.expect("all are answered").unwrap()), "unreachable");
    }
    assert_eq!(site.take_asked(), ["description"], "and it was asked once");
    site.does(Fault::Nothing);
    assert_eq!(
        kind(&wait(NOW.plus(Duration::from_secs(4))).await.unwrap()),
        "unreachable"
    );
    providers
        .describe(&site.issuer(), NOW.plus(Duration::from_secs(5)))
        .await
        .unwrap();
}

#[tokio::test]
async fn sign_3_a_code_is_exchanged_with_pkce_and_the_clients_proof() {
    let site = Site::start().await;
    let providers = OpenIdProviders::default();
    let exchange = site.exchange();
    let claimed = providers.exchange(&exchange, NOW).await.unwrap();
    assert_eq!(
        (claimed.issuer.as_str(), claimed.subject.as_str()),
        (site.issuer().as_str(), "248289761001")
    );
    assert_eq!(
        (claimed.audiences, claimed.nonce.as_deref()),
        (vec!["us".to_owned()], Some("n"))
    );
    assert_eq!(claimed.authenticated_at, Some(NOW.minus(Duration::from_secs(5))));
    assert_eq!(claimed.login.as_deref(), Some("ann"), "the token's word comes first");
    assert_eq!(
        claimed.name.as_deref(),
        Some("Ann Apple"),
        "what it leaves out is asked for"
    );
    assert_eq!(claimed.email.as_deref(), Some("ann@example.org"));
    assert_eq!(site.take_asked(), ["description", "keys", "token", "user info"]);

    let (headers, form) = site.forms.lock().unwrap().pop().unwrap();
    let field = |name: &str| {
        form.iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    assert_eq!(field("grant_type"), Some("authorization_code"));
    assert_eq!(field("code"), Some("the code"));
    assert_eq!(field("redirect_uri"), Some("https://meet.example.org/callback"));
    assert_eq!(field("code_verifier"), Some(exchange.pkce.reveal().as_str()));
    assert_eq!(field("client_secret"), None, "it travels in the header");
    // RFC 6749 §2.3.1: both are encoded as in a form first.
    let expected = format!("Basic {}", STANDARD.encode("us:s+ecret%2B"));
    assert_eq!(headers.get(header::AUTHORIZATION).unwrap(), expected.as_str());

    let public = Exchange {
        client_secret: None,
        ..site.exchange()
    };
    providers.exchange(&public, NOW).await.unwrap();
    let (headers, form) = site.forms.lock().unwrap().pop().unwrap();
    assert!(headers.get(header::AUTHORIZATION).is_none());
    assert!(form.contains(&("client_id".to_owned(), "us".to_owned())));
}

#[tokio::test]
async fn asvs_6_8_2_10_5_4_no_token_is_taken_whose_signature_or_client_is_not_right() {
    let site = Site::start().await;
    let providers = OpenIdProviders::default();
    for fault in [
        Fault::SignsWithAnotherKey,
        Fault::SaysNone,
        Fault::SignsWithTheSecret,
        Fault::ForAnotherClient,
        Fault::OfAnotherIssuer,
        Fault::Expired,
        Fault::RefusesCodes,
        Fault::RedirectsCodes,
    ] {
        site.does(fault);
        let error = providers.exchange(&site.exchange(), NOW).await.unwrap_err();
        // An answer that is none is an outage, and nobody's fault who came.
        let expected = if fault == Fault::RedirectsCodes {
            "unreachable"
        } else {
            "untrusted"
        };
        assert_eq!(kind(&error), expected, "{fault:?}: {error}");
        let said = error.to_string();
        assert!(!said.contains("secret") || fault == Fault::SaysNone, "{said}");
        assert!(!said.contains("ecret+") && !said.contains("the code is"), "{said}");
        let asked = site.take_asked();
        assert_eq!(
            asked.iter().filter(|what| **what == "token").count(),
            1,
            "{fault:?}: {asked:?}"
        );
    }
}

#[tokio::test]
async fn sign_3_an_unknown_key_is_asked_for_and_at_most_once_a_minute() {
    let site = Site::start().await;
    let providers = OpenIdProviders::default();
    providers.exchange(&site.exchange(), NOW).await.unwrap();
    site.take_asked();
    site.does(Fault::NewKey);
    let error = providers
        .exchange(&site.exchange(), NOW.plus(Duration::from_secs(59)))
        .await
        .unwrap_err();
    assert_eq!(
        (kind(&error), site.take_asked()),
        ("untrusted", vec!["token"]),
        "the keys are new"
    );
    providers
        .exchange(&site.exchange(), NOW.plus(Duration::from_secs(60)))
        .await
        .unwrap();
    assert_eq!(site.take_asked(), ["token", "keys", "user info"]);
    providers
        .exchange(&site.exchange(), NOW.plus(Duration::from_secs(61)))
        .await
        .unwrap();
    assert_eq!(site.take_asked(), ["token", "user info"]);
}

#[tokio::test]
async fn sign_3_user_info_of_another_is_not_used() {
    let site = Site::start().await;
    site.does(Fault::UserInfoOfAnother);
    let claimed = OpenIdProviders::default()
        .exchange(&site.exchange(), NOW)
        .await
        .unwrap();
    assert_eq!(
        (claimed.login.as_deref(), claimed.name, claimed.email),
        (Some("ann"), None, None)
    );
}

#[tokio::test]
async fn sign_3_nobody_at_the_address_is_told_at_once() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = Issuer::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let error = OpenIdProviders::default().describe(&issuer, NOW).await.unwrap_err();
    assert_eq!(kind(&error), "unreachable");
    let plain = Issuer::from_stored("http://id.example.org".to_owned());
    let error = OpenIdProviders::default().describe(&plain, NOW).await.unwrap_err();
    assert_eq!(
        kind(&error),
        "unreachable",
        "plain http leaves this computer never: {error}"
    );
    assert!(error.to_string().contains("cannot be called"), "{error}");
}
