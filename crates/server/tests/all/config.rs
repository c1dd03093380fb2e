//! Reading the configuration: layers, secrets in files, and errors that name the place.

use std::path::PathBuf;

use server::config::{Config, ConfigError, Listen, Origin, Sources, load, print, reference};

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

fn variables(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}

fn from_file(text: &str) -> Result<Config, ConfigError> {
    let files = Files::new();
    let file = Some(files.write("vestibule.toml", text));
    load(&Sources {
        file,
        ..Sources::default()
    })
    .map(|effective| effective.config)
}

fn from_variable(name: &str, text: &str) -> Result<Config, ConfigError> {
    load(&Sources {
        environment: variables(&[(name, text)]),
        ..Sources::default()
    })
    .map(|effective| effective.config)
}

#[test]
fn no_configuration_at_all_is_a_complete_one() {
    let config = load(&Sources::default()).unwrap().config;
    assert_eq!(config, Config::default());
    assert_eq!(config.server.listen, Listen::Localhost(8080));
    assert_eq!(config.server.data_dir, PathBuf::from("vestibule-data"));
    assert_eq!(config.media.udp_ports.to_string(), "7882");
    assert_eq!(config.metrics.listen, None);
}

#[test]
fn the_environment_wins_over_the_file_and_options_over_both() {
    let files = Files::new();
    let file = files.write(
        "vestibule.toml",
        "[server]\nname = 'File'\nlisten = '127.0.0.1:1'\npublic_url = 'https://a.example'\n",
    );
    let sources = Sources {
        file: Some(file.clone()),
        environment: variables(&[
            ("VESTIBULE__SERVER__NAME", "Variable"),
            ("VESTIBULE__SERVER__LISTEN", "127.0.0.1:2"),
        ]),
        options: vec![("--listen", "server.listen", "127.0.0.1:3".to_owned())],
    };
    let effective = load(&sources).unwrap();
    assert_eq!(effective.config.server.public_url.as_deref(), Some("https://a.example"));
    assert_eq!(effective.config.server.name, "Variable");
    assert_eq!(effective.config.server.listen.to_string(), "127.0.0.1:3");
    assert_eq!(effective.origins["server.public_url"], Origin::File(file));
    assert_eq!(
        effective.origins["server.name"],
        Origin::Variable("VESTIBULE__SERVER__NAME".to_owned())
    );
    assert_eq!(effective.origins["server.listen"], Origin::Option("--listen"));
}

#[test]
fn variables_are_read_as_their_setting_asks() {
    let read = |name, text| from_variable(name, text).unwrap();
    assert!(
        read("VESTIBULE__SERVER__TLS__SELF_SIGNED", "true")
            .server
            .tls
            .self_signed
    );
    assert_eq!(read("VESTIBULE__SIGN_IN__ARGON2__PASSES", "3").sign_in.argon2.passes, 3);
    assert_eq!(
        read("VESTIBULE__MEDIA__UDP_PORTS", "7000-7003").media.udp_ports.last,
        7003
    );
    let proxies = read("VESTIBULE__SERVER__PROXIES", "10.0.0.0/8, fd00::/8")
        .server
        .proxies;
    assert_eq!(proxies, ["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()]);
    assert!(read("VESTIBULE__MEDIA__ADVERTISE", "").media.advertise.is_empty());
    assert_eq!(read("VESTIBULE_TEST_POSTGRES", "not ours"), Config::default());
}

#[test]
fn unknown_keys_are_errors_that_name_the_place_and_the_key() {
    for (text, place) in [
        (
            "[server]\nlisen = 'x'",
            "unknown key `server.lisen`; is `server.listen` meant?",
        ),
        ("[sever]\nlisten = 'x'", "unknown key `sever`"),
        ("listen = 'x'", "unknown key `listen`"),
        (
            "[server.tls]\ncertificate = 'x'",
            "unknown key `server.tls.certificate`",
        ),
    ] {
        let error = from_file(text).unwrap_err().to_string();
        assert!(
            error.contains("vestibule.toml: ") && error.contains(place),
            "{text}: {error}"
        );
    }
    let error = from_variable("VESTIBULE__SERVER__LISEN", "x").unwrap_err().to_string();
    assert_eq!(
        error,
        "environment variable VESTIBULE__SERVER__LISEN: unknown key `server.lisen`; is `server.listen` meant?"
    );
    let error = from_variable("VESTIBULE__SERVER", "x").unwrap_err().to_string();
    assert!(
        error.starts_with("environment variable VESTIBULE__SERVER: unknown key `server`"),
        "{error}"
    );
}

#[test]
fn ill_typed_and_impossible_values_are_blamed_on_their_place() {
    for (text, parts) in [
        ("[server]\nlisten = 5", ["vestibule.toml: ", "line 2"]),
        ("[server]\nlisten = 'here'", ["vestibule.toml: ", "ADDRESS:PORT"]),
        ("[server]\nname = ''", ["vestibule.toml: ", "server.name must have"]),
        (
            "[sign_in.argon2]\nmemory_kib = 1024",
            ["vestibule.toml: ", "sign_in.argon2.memory_kib must be from 19456"],
        ),
        (
            "[sign_in.argon2]\nqueue = 5",
            ["vestibule.toml: ", "sign_in.argon2.queue must be from 128"],
        ),
        ("[media]\napi_key = 'k'", ["vestibule.toml: ", "set both or none"]),
        (
            "[media]\napi_key = 'k'\napi_secret = 'short'",
            ["vestibule.toml: ", "at least 32 characters"],
        ),
        (
            "[limits]\nheader_seconds = 60",
            ["vestibule.toml: ", "limits.header_seconds must be from 1 to 10"],
        ),
        ("[log]\nlevel = 'a=b=c'", ["vestibule.toml: ", "log.level"]),
        ("[log]\nformat = 'xml'", ["vestibule.toml: ", "line 2"]),
        ("not toml", ["vestibule.toml: ", "line 1"]),
    ] {
        let error = from_file(text).unwrap_err().to_string();
        assert!(parts.iter().all(|part| error.contains(part)), "{text}: {error}");
    }
    for (name, text, part) in [
        ("VESTIBULE__SERVER__LISTEN", "here", "ADDRESS:PORT"),
        ("VESTIBULE__LIMITS__IDLE_SECONDS", "long", "whole number"),
        ("VESTIBULE__SERVER__TLS__SELF_SIGNED", "yes", "true or false"),
        ("VESTIBULE__SERVER__PROXIES", "10.0.0.0/99", "server.proxies"),
        (
            "VESTIBULE__SERVER__PUBLIC_URL",
            "meet.example.org",
            "server.public_url `meet.example.org` is not an address",
        ),
    ] {
        let error = from_variable(name, text).unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("environment variable {name}: ")) && error.contains(part),
            "{error}"
        );
    }
}

#[test]
fn a_missing_configuration_file_is_named() {
    let file = Some(PathBuf::from("/nowhere/vestibule.toml"));
    let error = load(&Sources {
        file,
        ..Sources::default()
    })
    .unwrap_err()
    .to_string();
    assert!(error.starts_with("/nowhere/vestibule.toml: cannot read"), "{error}");
}

#[test]
fn secrets_may_stand_in_files_of_their_own() {
    let files = Files::new();
    let secret = files.write("secret", &format!("{}\n", "s".repeat(40)));
    let named = format!("[media]\napi_key = 'k'\napi_secret_file = '{}'", secret.display());
    let config = from_file(&named).unwrap();
    assert_eq!(config.media.api_secret.unwrap().reveal(), "s".repeat(40));

    let error = from_file(&format!("{named}\napi_secret = '{}'", "t".repeat(40)))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("media.api_secret and media.api_secret_file are both set"),
        "{error}"
    );

    let gone = "[media]\napi_key = 'k'\napi_secret_file = '/nowhere/secret'";
    let error = from_file(gone).unwrap_err().to_string();
    assert!(
        error.contains("media.api_secret_file names `/nowhere/secret`"),
        "{error}"
    );

    // A later layer's own value takes the place of the file that an earlier one named.
    let file = Some(files.write("vestibule.toml", &named));
    let environment = variables(&[("VESTIBULE__MEDIA__API_SECRET", &"t".repeat(40))]);
    let config = load(&Sources {
        file,
        environment,
        ..Sources::default()
    })
    .unwrap()
    .config;
    assert_eq!(config.media.api_secret.unwrap().reveal(), "t".repeat(40));
    assert_eq!(config.media.api_secret_file, None);
}

#[test]
fn asvs_13_3_1_the_printed_configuration_has_no_secret_and_can_be_read_back() {
    let files = Files::new();
    let text = "[database]\nurl = 'postgres://ann:geheimwort@db/v'\n[media]\napi_key = 'k'\n";
    let secret = "geheimnis".repeat(4);
    let sources = Sources {
        file: Some(files.write("vestibule.toml", text)),
        environment: variables(&[("VESTIBULE__MEDIA__API_SECRET", &secret)]),
        ..Sources::default()
    };
    let effective = load(&sources).unwrap();
    let printed = print(&effective).unwrap();
    assert!(!printed.contains("geheim"), "{printed}");
    assert!(!format!("{effective:?}").contains("geheim"));
    assert!(printed.contains("api_secret = \"(set, not shown)\"  # environment variable VESTIBULE__MEDIA__API_SECRET"));
    assert!(printed.contains("idle_minutes = 720\n"));

    let defaults = print(&load(&Sources::default()).unwrap()).unwrap();
    assert_eq!(from_file(&defaults).unwrap(), Config::default());
}

#[test]
fn the_reference_page_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/configuration.md");
    let page = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        page == reference(),
        "write it with: cargo run -p server -- config-reference > docs/configuration.md"
    );
}
