import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Account, asProblem, type Session } from "../../../api";
import { useProblemText } from "../../../i18n";
import { toast } from "../../../ui";
import { ConfirmDialog } from "../../../ui/dialog/confirm-dialog";
import { EndWarning } from "../../sessions";
import { accountSessionsQuery, endSessionOf, endSessionsOf } from "../api/account";

interface EndOneProps {
  account: Account;
  session: Session;
  device: string;
  onClose: () => void;
}

/** Asks, then ends one session of somebody else (SES-8). */
export function EndOneDialog({ account, session, device, onClose }: EndOneProps) {
  const { t } = useTranslation("sessions");
  const { busy, error, act } = useEnding(account.id, onClose);
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
            await endSessionOf(account.id, session.id);
          } catch (thrown) {
            // Ended meanwhile, by itself or from elsewhere: what was wanted is so.
            if (asProblem(thrown).code !== "session_not_found") throw thrown;
          }
          return t("confirm.done", { device });
        })
      }
    >
      <EndWarning session={session} />
    </ConfirmDialog>
  );
}

/** Asks, then ends all sessions of somebody. */
export function EndAllDialog({ account, count, onClose }: { account: Account; count: number; onClose: () => void }) {
  const { t } = useTranslation("accounts");
  const { busy, error, act } = useEnding(account.id, onClose);
  return (
    <ConfirmDialog
      title={t("page.endAll.title", { count, name: account.name })}
      keep={t("page.endAll.keep")}
      act={t("page.endAll.act", { count })}
      busy={busy}
      error={error}
      onKeep={onClose}
      onAct={() => act(async () => t("page.endAll.done", { count: await endSessionsOf(account.id) }))}
    >
      {t("page.endAll.text", { name: account.name })}
    </ConfirmDialog>
  );
}

/** Runs what ends sessions: tells the outcome, reads the list again, puts the focus back into the page. */
function useEnding(id: string, onClose: () => void) {
  const queries = useQueryClient();
  const say = useProblemText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const act = async (end: () => Promise<string>) => {
    setBusy(true);
    setError(undefined);
    try {
      const done = await end();
      await queries.invalidateQueries({ queryKey: accountSessionsQuery(id).queryKey });
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
