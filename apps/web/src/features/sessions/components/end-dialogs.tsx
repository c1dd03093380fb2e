import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { asProblem, type Session } from "../../../api";
import { toast } from "../../../ui";
import { ProvenDialog } from "../../proof";
import { endOtherSessions, endSession, sessionsQuery } from "../api/sessions";

interface EndDialogProps {
  session: Session;
  /** The device's name. */
  device: string;
  onClose: () => void;
}

/** Asks, then ends one session (SES-8). */
export function EndDialog({ session, device, onClose }: EndDialogProps) {
  const { t } = useTranslation("sessions");
  const ended = useEnded(onClose);
  const end = async () => {
    try {
      await endSession(session.id);
    } catch (thrown) {
      // Ended meanwhile, by itself or from elsewhere: what was wanted is so.
      if (asProblem(thrown).code !== "session_not_found") throw thrown;
    }
    await ended(t("confirm.done", { device }));
  };
  return (
    <ProvenDialog
      title={t("confirm.title", { device })}
      keep={t("confirm.keep")}
      act={t("confirm.act")}
      onKeep={onClose}
      onAct={end}
    >
      <EndWarning session={session} />
    </ProvenDialog>
  );
}

/** What is lost with a session, and that a restricted one gives nothing for it (SES-6). */
export function EndWarning({ session }: { session: Session }) {
  const { t } = useTranslation("sessions");
  return (
    <>
      {session.in_conference && <p>{t("confirm.inConference", { conference: session.in_conference })}</p>}
      <p>{t("confirm.text")}</p>
      {session.restricted && <p>{t("confirm.freesNothing")}</p>}
    </>
  );
}

interface EndOthersDialogProps {
  /** The sessions that would end. */
  others: readonly Session[];
  /** Names a session's device. */
  nameOf: (session: Session) => string;
  onClose: () => void;
}

/** Asks, then ends all sessions but this one. */
export function EndOthersDialog({ others, nameOf, onClose }: EndOthersDialogProps) {
  const { t } = useTranslation("sessions");
  const ended = useEnded(onClose);
  const count = others.length;
  const [first, ...more] = others.filter(({ in_conference }) => in_conference);
  return (
    <ProvenDialog
      title={t("confirmAll.title", { count })}
      keep={t("confirmAll.keep")}
      act={t("confirmAll.act", { count })}
      onKeep={onClose}
      onAct={async () => ended(t("confirmAll.done", { count: await endOtherSessions() }))}
    >
      {first?.in_conference && more.length === 0
        ? t("confirmAll.leaves", { device: nameOf(first), conference: first.in_conference })
        : t("confirmAll.text")}
    </ProvenDialog>
  );
}

/** Tells the outcome, reads the list again, puts the focus back into the page. */
function useEnded(onClose: () => void) {
  const queries = useQueryClient();
  return async (done: string) => {
    await queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    toast(done);
    onClose();
    // The row that opened the dialog is gone, and with it the place the focus would return to.
    requestAnimationFrame(() => document.querySelector<HTMLElement>("main h1")?.focus());
  };
}
