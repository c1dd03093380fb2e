import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, type Provider } from "../../../api";
import { useProblemText } from "../../../i18n";
import { ConfirmDialog } from "../../../ui/dialog/confirm-dialog";
import { useThirdPartyChanges } from "../api/third-party-settings";

interface RemoveDialogProps {
  provider: Provider;
  onClose: () => void;
  onRemoved: () => void;
}

/** Asks before nobody can log in through a site any more. */
export function RemoveDialog({ provider: { id, label }, onClose, onRemoved }: RemoveDialogProps) {
  const { t } = useTranslation("third-party-settings");
  const say = useProblemText();
  const { remove } = useThirdPartyChanges();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const act = async () => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await remove(id);
      onRemoved();
    } catch (thrown) {
      setRefusal(say(asProblem(thrown)));
      setBusy(false);
    }
  };
  return (
    <ConfirmDialog
      title={t("remove.title", { label })}
      keep={t("remove.keep")}
      act={t("remove.act")}
      busy={busy}
      error={refusal}
      onKeep={onClose}
      onAct={() => void act()}
    >
      <p>{t("remove.text")}</p>
    </ConfirmDialog>
  );
}
