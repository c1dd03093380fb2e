//! Levels and what each may do. One function answers every question, so that a matrix can take its place later
//! (ACC-14) without a change at the places that ask.

coded! {
    /// The standing of an account. A moderator is none: that is of one conference only.
    pub enum Level {
        /// A person like most.
        Standard => "standard",
        /// Looks after accounts, but not after settings or administrators.
        Operator => "operator",
        /// May do everything.
        Administrator => "administrator",
    }
}

coded! {
    /// Something a level may or may not do.
    pub enum Permission {
        /// Make a conference of one's own (SES-5: not in a restricted session).
        CreateConferences => "create_conferences",
        /// Enter conferences (SES-5: not in a restricted session). Into which ones is the admission's question.
        EnterConferences => "enter_conferences",
        /// Moderate the conferences one is a moderator of (SES-5: not in a restricted session).
        ModerateConferences => "moderate_conferences",
        /// Find other people by name or number.
        SearchPeople => "search_people",
        /// Use the Accounts Manager.
        ManageAccounts => "manage_accounts",
        /// Change the server's settings.
        ChangeSettings => "change_settings",
        /// Read the audit log and the Outbox.
        ReadAuditLog => "read_audit_log",
    }
}

/// Whether an account of this level, in a session that is restricted or not, may do this.
///
/// A restricted session has no limited component, but administration stays open to it (SES-5).
#[must_use]
pub fn may(level: Level, restricted: bool, permission: Permission) -> bool {
    match permission {
        Permission::CreateConferences | Permission::EnterConferences | Permission::ModerateConferences => !restricted,
        Permission::SearchPeople => true,
        Permission::ManageAccounts => matches!(level, Level::Operator | Level::Administrator),
        Permission::ChangeSettings | Permission::ReadAuditLog => level == Level::Administrator,
    }
}

/// Whether an account of level `actor` may make or manage an account of level `subject`.
///
/// Nobody lifts anybody to or above their own standing, an administrator aside: an operator who could make or reset
/// operators or administrators would be one.
#[must_use]
pub fn may_manage(actor: Level, subject: Level) -> bool {
    match actor {
        Level::Standard => false,
        Level::Operator => subject == Level::Standard,
        Level::Administrator => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ses_5_asvs_8_2_1_each_level_may_do_exactly_this() {
        use Level::*;
        use Permission::*;
        // level, restricted, [create, enter, moderate conferences, search people, manage accounts, change settings,
        // read the audit log]
        let table = [
            (Standard, false, [true, true, true, true, false, false, false]),
            (Standard, true, [false, false, false, true, false, false, false]),
            (Operator, false, [true, true, true, true, true, false, false]),
            (Operator, true, [false, false, false, true, true, false, false]),
            (Administrator, false, [true, true, true, true, true, true, true]),
            (Administrator, true, [false, false, false, true, true, true, true]),
        ];
        let permissions = [
            CreateConferences,
            EnterConferences,
            ModerateConferences,
            SearchPeople,
            ManageAccounts,
            ChangeSettings,
            ReadAuditLog,
        ];
        assert_eq!(permissions, Permission::ALL);
        for (level, restricted, expected) in table {
            let got = permissions.map(|permission| may(level, restricted, permission));
            assert_eq!(got, expected, "{level} restricted={restricted}");
        }
    }

    #[test]
    fn nobody_manages_their_betters() {
        use Level::*;
        for (actor, allowed) in [
            (Standard, vec![]),
            (Operator, vec![Standard]),
            (Administrator, vec![Standard, Operator, Administrator]),
        ] {
            for &subject in Level::ALL {
                assert_eq!(
                    may_manage(actor, subject),
                    allowed.contains(&subject),
                    "{actor} over {subject}"
                );
            }
        }
    }

    #[test]
    fn codes_are_stable_words_and_unknown_ones_are_refused() {
        assert_eq!(serde_json::to_string(&Level::Operator).unwrap(), "\"operator\"");
        assert_eq!(serde_json::from_str::<Level>("\"standard\"").unwrap(), Level::Standard);
        let error = serde_json::from_str::<Level>("\"root\"").unwrap_err().to_string();
        assert!(
            error.contains("expected one of: standard, operator, administrator"),
            "{error}"
        );
    }
}
