//! Who enters a conference, and why (CNF-1 to 4, CNF-7, CNF-12).
//!
//! [`decide`] is asked at every request to enter, also when somebody returns. It walks its rules in a fixed order and
//! writes each one it asked into a [`Trace`], which moderators and the audit log can read in words. PIN and waiting
//! room (CNF-5) will extend the last rule, where a closed conference now refuses strangers.

use crate::account::AccountType;
use crate::conference::{Access, Conference, random_letters};
use crate::grant::Role;
use crate::ids::{AccountId, AdmissionId, ConferenceId, SessionId};
use crate::name::DisplayName;
use crate::permission::Level;
use crate::secret::Entropy;
use crate::time::{Duration, Timestamp, minutes};

/// Whoever asks to enter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applicant {
    /// Somebody who is not signed in and gives a name, or has not given one yet.
    Stranger {
        /// The name given.
        name: Option<DisplayName>,
    },
    /// Somebody signed in. Their type never matters here (CNF-3); it is part of the facts for the trace's readers.
    Signed {
        /// Who.
        account: AccountId,
        /// How their devices connect.
        account_type: AccountType,
        /// Their standing.
        level: Level,
        /// Whether they are on the conference's list.
        is_member: bool,
        /// Whether they moderate it.
        is_moderator: bool,
        /// Whether the session they ask from is restricted (SES-5).
        restricted: bool,
        /// Whether their account is suspended.
        suspended: bool,
    },
}

/// The server's own switches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerRules {
    /// Whether guests may enter conferences at all (CNF-7).
    pub guests_allowed: bool,
}

impl Default for ServerRules {
    fn default() -> Self {
        Self { guests_allowed: true }
    }
}

/// The outcome of a request to enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// In, as this.
    Admit(Role),
    /// Not yet. Nothing waits before CNF-5.
    Wait(WaitReason),
    /// Not in.
    Refuse(RefusalReason),
}

coded! {
    /// What somebody waits for.
    pub enum WaitReason {
        /// A moderator's word (CNF-5).
        ForModerator => "for_moderator",
    }
}

coded! {
    /// Why somebody is not let in; also the API's problem code.
    pub enum RefusalReason {
        /// The conference is no more.
        ConferenceNotFound => "conference_not_found",
        /// The session is restricted, and how to lift that can be read where this is shown (SES-5).
        SessionRestricted => "session_restricted",
        /// This server or this conference takes no guests.
        GuestsNotAllowed => "guests_not_allowed",
        /// The conference is closed, and the applicant is not on its list.
        ClosedToStrangers => "closed_to_strangers",
        /// A stranger has to give a name.
        NameRequired => "name_required",
    }
}

coded! {
    /// The rules, in the order they are asked. Each is a question; the client has its words in every language.
    pub enum Rule {
        /// Does the conference exist?
        ConferenceExists => "conference_exists",
        /// Is the applicant signed in? (CNF-4)
        Recognised => "recognised",
        /// Is the session free of restrictions? (SES-5)
        SessionUnrestricted => "session_unrestricted",
        /// Is the account in good standing?
        AccountInStanding => "account_in_standing",
        /// Is the applicant on the conference's list? (CNF-3)
        OnList => "on_list",
        /// Does the applicant moderate it?
        Moderates => "moderates",
        /// Does the server take guests? (CNF-7)
        ServerTakesGuests => "server_takes_guests",
        /// Does the conference take guests? (CNF-7)
        ConferenceTakesGuests => "conference_takes_guests",
        /// Is the conference open? (CNF-7)
        ConferenceOpen => "conference_open",
        /// Did the stranger give a name? (CNF-2)
        NameGiven => "name_given",
    }
}

/// One rule and its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TraceStep {
    /// The question.
    pub rule: Rule,
    /// The answer.
    pub met: bool,
}

/// The rules asked, in order; the last one decided.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Trace(pub Vec<TraceStep>);

impl Trace {
    /// Writes the answer down and passes it on.
    fn ask(&mut self, rule: Rule, met: bool) -> bool {
        self.0.push(TraceStep { rule, met });
        met
    }
}

/// Decides whether the applicant enters, and as what.
///
/// A restricted session is told so rather than treated as a stranger (the one exception of CNF-4). Everybody else who
/// is recognised but has no right of their own falls under the rule for guests, under the account's name.
#[must_use]
pub fn decide(
    conference: &Conference,
    applicant: &Applicant,
    rules: &ServerRules,
    now: Timestamp,
) -> (Decision, Trace) {
    let mut trace = Trace::default();
    let decision = walk(conference, applicant, rules, now, &mut trace);
    (decision, trace)
}

fn walk(
    conference: &Conference,
    applicant: &Applicant,
    rules: &ServerRules,
    now: Timestamp,
    trace: &mut Trace,
) -> Decision {
    let exists = conference.deleted_at.is_none_or(|deleted_at| now < deleted_at);
    if !trace.ask(Rule::ConferenceExists, exists) {
        return Decision::Refuse(RefusalReason::ConferenceNotFound);
    }
    let recognised = trace.ask(Rule::Recognised, matches!(applicant, Applicant::Signed { .. }));
    if let Applicant::Signed {
        is_member,
        is_moderator,
        restricted,
        suspended,
        ..
    } = applicant
    {
        if !trace.ask(Rule::SessionUnrestricted, !restricted) {
            return Decision::Refuse(RefusalReason::SessionRestricted);
        }
        if trace.ask(Rule::AccountInStanding, !suspended) && trace.ask(Rule::OnList, *is_member) {
            let moderates = trace.ask(Rule::Moderates, *is_moderator);
            return Decision::Admit(if moderates { Role::Moderator } else { Role::Participant });
        }
    }
    let named = recognised || matches!(applicant, Applicant::Stranger { name: Some(_) });
    as_guest(conference, named, rules, trace)
}

/// The rule for guests. The name is asked last: where it would not help, nobody is made to type one.
fn as_guest(conference: &Conference, named: bool, rules: &ServerRules, trace: &mut Trace) -> Decision {
    if !trace.ask(Rule::ServerTakesGuests, rules.guests_allowed)
        || !trace.ask(Rule::ConferenceTakesGuests, conference.guests_allowed)
    {
        return Decision::Refuse(RefusalReason::GuestsNotAllowed);
    }
    if !trace.ask(Rule::ConferenceOpen, conference.access == Access::Open) {
        return Decision::Refuse(RefusalReason::ClosedToStrangers);
    }
    if !trace.ask(Rule::NameGiven, named) {
        return Decision::Refuse(RefusalReason::NameRequired);
    }
    Decision::Admit(Role::Guest)
}

coded! {
    /// Why an admission is closed.
    pub enum CloseReason {
        /// A moderator removed the person.
        Removed => "removed",
        /// The session it belonged to ended.
        SessionEnded => "session_ended",
        /// The conference was deleted or ended for all.
        ConferenceEnded => "conference_ended",
        /// The person lost the right to be there: taken off the list, or the rules changed.
        RightLost => "right_lost",
        /// The person left and did not come back in time, or never came.
        Lapsed => "lapsed",
    }
}

/// The name of a participant in the room: random, and belonging to exactly one admission.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Identity(String);

impl Identity {
    /// A new identity: `p_` and 24 random letters and digits.
    #[must_use]
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self(format!("p_{}", random_letters(entropy)))
    }

    /// An identity as somebody sent it; whether it names anyone is for the store to say.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The identity.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One person's admission to a conference: who, as what, under which identity, until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// Its id.
    pub id: AdmissionId,
    /// To which conference.
    pub conference: ConferenceId,
    /// The session it belongs to and ends with; none for guests who are not signed in.
    pub session: Option<SessionId>,
    /// Whose it is, if they are signed in.
    pub account: Option<AccountId>,
    /// The participant's name for the media half.
    pub identity: Identity,
    /// The name others see.
    pub name: DisplayName,
    /// As what.
    pub role: Role,
    /// When they were first let in.
    pub admitted_at: Timestamp,
    /// When the last token issued for it expires. The media half refreshes those of people inside by itself.
    pub token_expires_at: Timestamp,
    /// When they first appeared in the room.
    pub joined_at: Option<Timestamp>,
    /// When they left; `None` while present, or before they came.
    pub left_at: Option<Timestamp>,
    /// When and why it was closed. A later request gets another admission with another identity.
    pub closed: Option<(Timestamp, CloseReason)>,
    /// Why they were let in (CNF-12).
    pub trace: Trace,
}

/// How long after leaving one may come back under the same identity.
pub const RETURN_WITHIN: Duration = minutes(10);

impl Admission {
    /// Whether its holder may come back under the same identity: not closed, and not gone for too long.
    #[must_use]
    pub fn may_return(&self, now: Timestamp) -> bool {
        let away = self.left_at.map_or(Duration::ZERO, |left_at| now.since(left_at));
        self.closed.is_none() && away <= RETURN_WITHIN
    }
}

#[cfg(test)]
mod tests;
