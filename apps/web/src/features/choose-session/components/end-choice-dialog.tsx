import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Session } from "../../../api";
import { useProblemText } from "../../../i18n";
import { toast } from "../../../ui";
import { ConfirmDialog } from "../../../ui/dialog/confirm-dialog";
import { EndWarning, useDeviceWords } from "../../sessions";
import type { Waiting } from "../model/waiting";

interface EndChoiceDialogProps {
  waiting: Waiting;
  session: Session;
  onClose: () => void;
}

/** Asks, then ends a session for the one that waits. The password is never asked here: it was typed a moment ago. */
export function EndChoiceDialog({ waiting, session, onClose }: EndChoiceDialogProps) {
  const { t } = useTranslation("sessions");
  const say = useProblemText();
  const { device } = useDeviceWords(session.last_active_at)(session);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const end = async () => {
    setBusy(true);
    setRefusal(undefined);
    const problem = await waiting.end(session.id);
    setBusy(false);
    if (problem) return setRefusal(say(problem));
    toast(t("confirm.done", { device }));
    onClose();
    requestAnimationFrame(() => document.querySelector<HTMLElement>("main h1")?.focus());
  };
  return (
    <ConfirmDialog
      title={t("confirm.title", { device })}
      keep={t("confirm.keep")}
      act={t("confirm.act")}
      busy={busy}
      error={refusal}
      onKeep={onClose}
      onAct={() => void end()}
    >
      <EndWarning session={session} />
    </ConfirmDialog>
  );
}
