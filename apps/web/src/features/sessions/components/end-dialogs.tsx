import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, type Session } from "../../../api";
import { useProblemText } from "../../../i18n";
import { toast } from "../../../ui";
import { ConfirmDialog } from "../../../ui/dialog/confirm-dialog";
import { endOtherSessions, endSession, sessionsQuery } from "../api/sessions";

/** Asks, then ends one session (SES-8). */
export function EndDialog({ session, device, onClose }: { session: Session; device: string; onClose: () => void }) {
  const { t } = useTranslation("sessions");
  const { busy, error, act } = useEnding(onClose);
  return (
    <ConfirmDialog
      title={t("confirm.title", { device })}
      keep={t("confirm.keep")}
      act={t("confirm.act")}
      busy={busy}
      error={error}
      onKeep={onClose}
      onAct={() =>
        act(async () => {
          try {
            await endSession(session.id);
          } catch (thrown) {
            // Ended meanwhile, by itself or from elsewhere: what was wanted is so.
            if (asProblem(thrown).code !== "session_not_found") throw thrown;
          }
          return t("confirm.done", { device });
        })
      }
    >
      {t("confirm.text")}
    </ConfirmDialog>
  );
}

/** Asks, then ends all sessions but this one. */
export function EndOthersDialog({ count, onClose }: { count: number; onClose: () => void }) {
  const { t } = useTranslation("sessions");
  const { busy, error, act } = useEnding(onClose);
  return (
    <ConfirmDialog
      title={t("confirmAll.title", { count })}
      keep={t("confirmAll.keep")}
      act={t("confirmAll.act", { count })}
      busy={busy}
      error={error}
      onKeep={onClose}
      onAct={() => act(async () => t("confirmAll.done", { count: await endOtherSessions() }))}
    >
      {t("confirmAll.text")}
    </ConfirmDialog>
  );
}

/** Runs what ends sessions: tells the outcome, reads the list again, puts the focus back into the page. */
function useEnding(onClose: () => void) {
  const queries = useQueryClient();
  const say = useProblemText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const act = async (end: () => Promise<string>) => {
    setBusy(true);
    setError(undefined);
    try {
      const done = await end();
      await queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
      toast(done);
      onClose();
      // The row that opened the dialog is gone, and with it the place the focus would return to.
      requestAnimationFrame(() => document.querySelector<HTMLElement>("main h1")?.focus());
    } catch (thrown) {
      setError(say(asProblem(thrown)));
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, act };
}
