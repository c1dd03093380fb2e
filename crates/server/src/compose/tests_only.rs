//! What only tests may ask for, and where it is obeyed.

use anyhow::bail;

use crate::config::Config;

/// Switches that make a server unfit for anything but tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tests {
    /// Passwords are hashed at hardly any cost (`--insecure-test-hashing`).
    pub insecure_hashing: bool,
    /// The media half lets anyone disturb calls (`--media-test-controls`).
    pub media_controls: bool,
}

impl Tests {
    /// Obeyed only on a server that nobody but this computer can reach. The store adds: only with a database that was
    /// made so, and never without the switch for one that was.
    ///
    /// # Errors
    /// When the server can be reached from elsewhere.
    pub(super) fn check(self, config: &Config) -> anyhow::Result<()> {
        for (given, flag) in [
            (self.insecure_hashing, "--insecure-test-hashing"),
            (self.media_controls, "--media-test-controls"),
        ] {
            if given && !is_for_this_computer_alone(config) {
                bail!(
                    "{flag} is for tests: it works only while every listener is on loopback, no proxy is configured and \
                     server.public_url is unset or loopback"
                );
            }
            if given {
                tracing::warn!("{flag} is on: NOT FOR PEOPLE. This server protects nobody; it is for tests alone");
            }
        }
        Ok(())
    }
}

fn is_for_this_computer_alone(config: &Config) -> bool {
    config.server.stays_on_this_computer()
        && config
            .media
            .bind_or_default(&config.server)
            .to_canonical()
            .is_loopback()
        && config
            .metrics
            .listen
            .is_none_or(|address| address.ip().to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_switches_are_obeyed_on_loopback_alone() {
        type Change = fn(&mut Config);
        let changes: [(&str, Change, bool); 9] = [
            ("defaults", |_| {}, true),
            ("127.0.0.1", |c| c.server.listen = "127.0.0.1:0".parse().unwrap(), true),
            (
                "public loopback",
                |c| c.server.public_url = Some("http://localhost:9".to_owned()),
                true,
            ),
            ("everywhere", |c| c.server.listen = "0.0.0.0:80".parse().unwrap(), false),
            ("lan", |c| c.server.listen = "192.168.1.5:80".parse().unwrap(), false),
            (
                "proxy",
                |c| c.server.proxies = vec!["127.0.0.1/32".parse().unwrap()],
                false,
            ),
            (
                "public",
                |c| c.server.public_url = Some("https://meet.example.org".to_owned()),
                false,
            ),
            (
                "metrics",
                |c| c.metrics.listen = Some("0.0.0.0:9100".parse().unwrap()),
                false,
            ),
            ("media", |c| c.media.bind = Some("0.0.0.0".parse().unwrap()), false),
        ];
        for (name, change, obeyed) in changes {
            let mut config = Config::default();
            change(&mut config);
            for tests in [
                Tests {
                    insecure_hashing: true,
                    media_controls: false,
                },
                Tests {
                    insecure_hashing: false,
                    media_controls: true,
                },
            ] {
                assert_eq!(tests.check(&config).is_ok(), obeyed, "{name}");
            }
            assert!(Tests::default().check(&config).is_ok(), "{name}");
        }
    }
}
