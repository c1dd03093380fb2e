import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Account, asProblem, type Session } from "../../../api";
import { toast } from "../../../ui";
import { ProvenDialog } from "../../proof";
import { EndWarning } from "../../sessions";
import { accountSessionsQuery, endSessionOf, endSessionsOf } from "../api/account";

interface EndOneProps {
  account: Account;
  session: Session;
  device: string;
  onClose: () => void;
}

/** Asks, then ends one session of somebody else (SES-8), or one's own after a proof. */
export function EndOneDialog({ account, session, device, onClose }: EndOneProps) {
  const { t } = useTranslation("sessions");
  const ended = useEnded(account.id, onClose);
  return (
    <ProvenDialog
      title={t("confirm.title", { device })}
      keep={t("confirm.keep")}
      act={t("confirm.act")}
      onKeep={onClose}
      onAct={async () => {
        try {
          await endSessionOf(account.id, session.id);
        } catch (thrown) {
          // Ended meanwhile, by itself or from elsewhere: what was wanted is so.
          if (asProblem(thrown).code !== "session_not_found") throw thrown;
        }
        await ended(t("confirm.done", { device }));
      }}
    >
      <EndWarning session={session} />
    </ProvenDialog>
  );
}

/** Asks, then ends all sessions of somebody. */
export function EndAllDialog({ account, count, onClose }: { account: Account; count: number; onClose: () => void }) {
  const { t } = useTranslation("accounts");
  const ended = useEnded(account.id, onClose);
  return (
    <ProvenDialog
      title={t("page.endAll.title", { count, name: account.name })}
      keep={t("page.endAll.keep")}
      act={t("page.endAll.act", { count })}
      onKeep={onClose}
      onAct={async () => ended(t("page.endAll.done", { count: await endSessionsOf(account.id) }))}
    >
      {t("page.endAll.text", { name: account.name })}
    </ProvenDialog>
  );
}

/** After sessions were ended: tells it, reads the list again, puts the focus back into the page. */
function useEnded(id: string, onClose: () => void) {
  const queries = useQueryClient();
  return async (done: string) => {
    await queries.invalidateQueries({ queryKey: accountSessionsQuery(id).queryKey });
    toast(done);
    onClose();
    // The row that opened the dialog is gone, and with it the place the focus would return to.
    requestAnimationFrame(() => document.querySelector<HTMLElement>("main h1")?.focus());
  };
}
