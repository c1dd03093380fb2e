//! The list changed: those inside whom it concerns are judged anew.

use domain::admission::{Admission, CloseReason, Decision, ServerRules, decide};
use domain::conference::Conference;
use domain::grant::Role;
use domain::time::Timestamp;
use store::Tx;

use super::applicant::signed;
use crate::App;
use crate::jobs::Effects;
use crate::ports::ParticipantUpdate;

/// What a changed list means for those inside. Noted in the transaction of the change, carried out after its commit.
#[derive(Debug, Default)]
#[must_use = "those inside keep their old rights in the room"]
pub(crate) struct Rejudged {
    effects: Effects,
    roles: Vec<(Admission, Role)>,
}

impl Rejudged {
    /// Decides again for everybody whose place on the list is another than before.
    pub(crate) async fn note(
        &mut self,
        app: &App,
        tx: &Tx,
        now: Timestamp,
        before: &Conference,
        after: &Conference,
        rules: &ServerRules,
    ) -> store::Result<()> {
        for admission in tx.open_admissions(after.id).await? {
            let (Some(account), Some(session)) = (admission.account, admission.session) else {
                continue;
            };
            if before.member(account) == after.member(account) {
                continue;
            }
            let (Some(account), Some(session)) = (tx.account(account).await?, tx.session(session).await?) else {
                continue;
            };
            let applicant = signed(&account, session.is_restricted(), after);
            let (decision, trace) = decide(after, &applicant, rules, now);
            if let Decision::Admit(role) = decision {
                let lives = admission.token_expires_at;
                tx.extend_admission(admission.id, &admission.name, role, &trace, lives)
                    .await?;
                self.roles.push((admission, role));
            } else {
                let closed = tx.close_admission(admission.id, CloseReason::RightLost, now).await?;
                self.effects
                    .remove_participants(app, tx, now, closed.as_slice())
                    .await?;
            }
        }
        Ok(())
    }

    /// Removes who lost the right; shows the others' new roles. A role is only drawn in the room, the right to
    /// moderate is asked of the list each time: a failure to draw it is logged.
    pub(crate) async fn carry_out(self, app: &App, conference: &Conference) {
        self.effects.carry_out(app).await;
        for (admission, role) in self
            .roles
            .into_iter()
            .filter(|(admission, role)| admission.role != *role)
        {
            let attributes = [("role".to_owned(), role.code().to_owned())].into();
            let update = ParticipantUpdate { name: None, attributes };
            if let Err(error) = app
                .media
                .update_participant(&conference.room, &admission.identity, update)
                .await
            {
                tracing::info!(admission = %admission.id, %error, "a new role is not shown in the room");
            }
        }
    }
}
