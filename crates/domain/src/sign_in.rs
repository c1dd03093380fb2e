//! The way from "I am Ann" to a session, as a state machine without memory (SIGN-2).
//!
//! After every step the use case gathers what is known into [`Facts`] and asks [`next`]. A pending step is a success,
//! not an error. A step is reached only when a fact asks for it; a new password, which nothing asks for yet, has its place
//! in the order already.

use crate::account::AccountType;
use crate::ids::{AccountId, KnownDeviceId, SessionId, SignInId};
use crate::session::limit::Wait;
use crate::session::{Client, Device, is_connected};
use crate::third_party::ProviderId;
use crate::time::{Duration, Timestamp, minutes};

coded! {
    /// Where the person signs in.
    pub enum Entrance {
        /// The main page: every account type.
        Home => "home",
        /// Straight into a conference: `ws` accounts only (CNF-2).
        Conference => "conference",
    }
}

coded! {
    /// What a client has to do next.
    pub enum NextStep {
        /// Nothing: there is a session.
        Done => "done",
        /// Repeat the call with a captcha; nothing was examined or kept.
        Captcha => "captcha",
        /// Prove a second factor.
        SecondFactor => "second_factor",
        /// Choose a new password in place of a temporary one.
        NewPassword => "new_password",
        /// Wait for a session's place, or end another session (SES-4).
        ChooseSession => "choose_session",
    }
}

/// A sign-in that is not finished: what its next step needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingSignIn {
    /// Its id, which appears in addresses. Never a credential: a secret goes with it.
    pub id: SignInId,
    /// Whose session it will be.
    pub account: AccountId,
    /// When the password that proved right was set; another one since then makes the sign-in void.
    pub password_set_at: Option<Timestamp>,
    /// What the session will be like.
    pub wish: SessionWish,
    /// When it began.
    pub began_at: Timestamp,
    /// When it is void unless it goes on.
    pub ends_at: Timestamp,
    /// Its wait for a place, if that is what it does.
    pub wait: Option<PlaceWait>,
    /// The session that was opened for it when its turn came, not collected yet.
    pub session: Option<SessionId>,
    /// The provider that said who it is, in the place of a password (SIGN-3).
    pub provider: Option<ProviderId>,
}

/// What a session will be like, as the client asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionWish {
    /// Which client asks.
    pub client: Client,
    /// Whether an app asked to be kept signed in.
    pub kept: bool,
    /// The device, in its own words.
    pub device: Device,
    /// The device, if it proved to be one that this account signed in from before (SES-10).
    pub known_device: Option<KnownDeviceId>,
    /// The address it comes from, as text.
    pub address: String,
    /// The session of the cookie or token that came along: the new one takes its place.
    pub replaces: Option<SessionId>,
}

/// A wait for a place among the account's sessions (SES-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceWait {
    /// When it began.
    pub since: Timestamp,
    /// Its place in the queue: the order of commits.
    pub queue_place: i64,
    /// Until when its window is taken to be open.
    pub connected_until: Option<Timestamp>,
}

impl PendingSignIn {
    /// How long somebody has for all the steps before a wait.
    pub const LIFE: Duration = minutes(15);

    /// Whether it can still go on. A clock that was set back does not lengthen it.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.ends_at && self.ends_at <= now.plus(Self::LIFE + Wait::AFTER_WINDOW)
    }
}

impl PlaceWait {
    /// Whether its window is open now.
    #[must_use]
    pub fn is_connected(&self, now: Timestamp) -> bool {
        is_connected(self.connected_until, now)
    }
}

/// Why there will be no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInRefusal {
    /// Unknown login or wrong password; which of the two is never told (SIGN-1).
    WrongCredentials,
    /// Too many failures; the lock ends by itself at this time (SIGN-5).
    Locked {
        /// When to try again.
        until: Timestamp,
    },
    /// The account is suspended. Told only to someone who knows its password.
    Suspended,
    /// This type of account enters through the Personal Account (CNF-2). Told only after the password proved right.
    UsePersonalAccount,
}

/// How far a step of the way is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Step {
    /// Nothing asks for it.
    #[default]
    NotAsked,
    /// It is asked for and still to be done.
    Owed,
    /// It is done.
    Met,
}

impl Step {
    const fn is_owed(self) -> bool {
        matches!(self, Self::Owed)
    }
}

/// What the password check found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Not checked yet: an earlier step bars it.
    Unchecked,
    /// Unknown account, no password set, or a wrong password.
    Wrong,
    /// The password of this account.
    Right {
        /// How the account's devices connect.
        account_type: AccountType,
        /// Whether the account is suspended.
        suspended: bool,
    },
}

/// Everything known about one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Where the person signs in.
    pub entrance: Entrance,
    /// The captcha: comes before anything is examined (CAP-1).
    pub captcha: Step,
    /// Until when the account or the address is locked, if it is.
    pub locked_until: Option<Timestamp>,
    /// The password.
    pub proof: Proof,
    /// The second factor (ACC-5).
    pub second_factor: Step,
    /// A new password in place of a temporary one (ACC-19).
    pub new_password: Step,
    /// A place among the account's sessions; the last step of every way in (SES-2).
    pub session_place: Step,
}

impl Facts {
    /// An attempt of which only the entrance is known.
    #[must_use]
    pub const fn new(entrance: Entrance) -> Self {
        Self {
            entrance,
            captcha: Step::NotAsked,
            locked_until: None,
            proof: Proof::Unchecked,
            second_factor: Step::NotAsked,
            new_password: Step::NotAsked,
            session_place: Step::NotAsked,
        }
    }
}

/// What comes next, or why nothing does.
///
/// # Errors
/// [`SignInRefusal`]; an unchecked password counts as a wrong one, so that a forgotten check never lets anybody in.
pub fn next(facts: &Facts) -> Result<NextStep, SignInRefusal> {
    if facts.captcha.is_owed() {
        return Ok(NextStep::Captcha);
    }
    if let Some(until) = facts.locked_until {
        return Err(SignInRefusal::Locked { until });
    }
    let Proof::Right {
        account_type,
        suspended,
    } = facts.proof
    else {
        return Err(SignInRefusal::WrongCredentials);
    };
    if suspended {
        return Err(SignInRefusal::Suspended);
    }
    if facts.entrance == Entrance::Conference && account_type != AccountType::Ws {
        return Err(SignInRefusal::UsePersonalAccount);
    }
    if facts.second_factor.is_owed() {
        return Ok(NextStep::SecondFactor);
    }
    if facts.new_password.is_owed() {
        return Ok(NextStep::NewPassword);
    }
    if facts.session_place.is_owed() {
        return Ok(NextStep::ChooseSession);
    }
    Ok(NextStep::Done)
}

#[cfg(test)]
mod tests {
    use super::NextStep::*;
    use super::Step::*;
    use super::*;

    const UNTIL: Timestamp = Timestamp::from_millis(1);

    const fn right(account_type: AccountType) -> Proof {
        Proof::Right {
            account_type,
            suspended: false,
        }
    }

    #[test]
    fn sign_2_each_step_comes_in_its_order_and_only_when_asked_for() {
        let done = Facts {
            proof: right(AccountType::Ws),
            ..Facts::new(Entrance::Home)
        };
        let table = [
            (done, Ok(Done)),
            (Facts { captcha: Owed, ..done }, Ok(Captcha)),
            (Facts { captcha: Met, ..done }, Ok(Done)),
            (
                Facts {
                    second_factor: Owed,
                    ..done
                },
                Ok(SecondFactor),
            ),
            (
                Facts {
                    second_factor: Met,
                    ..done
                },
                Ok(Done),
            ),
            (
                Facts {
                    new_password: Owed,
                    ..done
                },
                Ok(NewPassword),
            ),
            (
                Facts {
                    session_place: Owed,
                    ..done
                },
                Ok(ChooseSession),
            ),
            (
                Facts {
                    second_factor: Owed,
                    new_password: Owed,
                    session_place: Owed,
                    ..done
                },
                Ok(SecondFactor),
            ),
            (
                Facts {
                    second_factor: Met,
                    new_password: Owed,
                    session_place: Owed,
                    ..done
                },
                Ok(NewPassword),
            ),
            (
                Facts {
                    second_factor: Met,
                    new_password: Met,
                    session_place: Owed,
                    ..done
                },
                Ok(ChooseSession),
            ),
            (
                Facts {
                    captcha: Met,
                    second_factor: Met,
                    new_password: Met,
                    session_place: Met,
                    ..done
                },
                Ok(Done),
            ),
        ];
        for (facts, expected) in table {
            assert_eq!(next(&facts), expected, "{facts:?}");
        }
    }

    #[test]
    fn sign_1_nothing_is_told_before_the_password_is_right() {
        let refused = Err(SignInRefusal::WrongCredentials);
        for proof in [Proof::Wrong, Proof::Unchecked] {
            for &entrance in Entrance::ALL {
                let facts = Facts {
                    proof,
                    ..Facts::new(entrance)
                };
                assert_eq!(next(&facts), refused, "{facts:?}");
                let all_owed = Facts {
                    second_factor: Owed,
                    new_password: Owed,
                    session_place: Owed,
                    ..facts
                };
                assert_eq!(next(&all_owed), refused, "{all_owed:?}");
                assert_eq!(
                    next(&Facts { captcha: Owed, ..facts }),
                    Ok(Captcha),
                    "comes before anything is examined"
                );
            }
        }
    }

    #[test]
    fn sign_5_a_lock_holds_whether_or_not_the_password_is_right() {
        for proof in [Proof::Wrong, Proof::Unchecked, right(AccountType::Ws)] {
            let facts = Facts {
                proof,
                locked_until: Some(UNTIL),
                ..Facts::new(Entrance::Home)
            };
            assert_eq!(next(&facts), Err(SignInRefusal::Locked { until: UNTIL }));
        }
    }

    #[test]
    fn cnf_2_the_direct_entrance_lets_ws_accounts_only() {
        for &account_type in AccountType::ALL {
            let home = Facts {
                proof: right(account_type),
                ..Facts::new(Entrance::Home)
            };
            assert_eq!(next(&home), Ok(Done), "{account_type} at home");
            let direct = Facts {
                entrance: Entrance::Conference,
                second_factor: Owed,
                ..home
            };
            let expected = if account_type == AccountType::Ws {
                Ok(SecondFactor)
            } else {
                Err(SignInRefusal::UsePersonalAccount)
            };
            assert_eq!(next(&direct), expected, "{account_type} directly");
        }
    }

    #[test]
    fn a_suspended_account_is_told_so_only_after_its_password() {
        let proof = Proof::Right {
            account_type: AccountType::Sip,
            suspended: true,
        };
        for &entrance in Entrance::ALL {
            assert_eq!(
                next(&Facts {
                    proof,
                    ..Facts::new(entrance)
                }),
                Err(SignInRefusal::Suspended)
            );
        }
    }

    #[test]
    fn asvs_2_3_1_no_combination_is_done_with_a_step_owed() {
        let steps = [NotAsked, Owed, Met];
        for captcha in steps {
            for second_factor in steps {
                for new_password in steps {
                    for session_place in steps {
                        let proof = right(AccountType::Ws);
                        let facts = Facts {
                            captcha,
                            second_factor,
                            new_password,
                            session_place,
                            proof,
                            ..Facts::new(Entrance::Home)
                        };
                        let owed = [captcha, second_factor, new_password, session_place].contains(&Owed);
                        assert_eq!(next(&facts) == Ok(Done), !owed, "{facts:?}");
                    }
                }
            }
        }
    }
}
