import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, type ManagedAccount } from "../../../api";
import { useFormat, useProblemText } from "../../../i18n";
import { Button, SettingsFoot, SettingsGroup, toast } from "../../../ui";
import { ConfirmDialog } from "../../../ui/dialog/confirm-dialog";
import { accountQuery, removeFactorOf } from "../api/account";
import styles from "./account-page.module.css";

/** Whether a second factor is asked for at this account's sign-in, and removing it when the phone is lost (ACC-16). */
export function AccountFactor({ details }: { details: ManagedAccount }) {
  const { t } = useTranslation("accounts");
  const format = useFormat();
  const [asked, setAsked] = useState(false);
  const since = details.second_factor_since;
  return (
    <SettingsGroup title={t("page.factor.title")} hint={t("page.factor.lead")}>
      <p>
        <b className="strong">
          {since ? t("page.factor.on", { when: format.moment(since, Date.now()) }) : t("page.factor.off")}
        </b>{" "}
        {t(since ? "page.factor.onWhy" : "page.factor.offWhy")}
      </p>
      {since && (
        <SettingsFoot>
          <Button dense onClick={() => setAsked(true)}>
            {t("page.factor.remove")}
          </Button>
        </SettingsFoot>
      )}
      {asked && <RemoveFactorDialog account={details.account} onClose={() => setAsked(false)} />}
    </SettingsGroup>
  );
}

interface RemoveFactorDialogProps extends Pick<ManagedAccount, "account"> {
  onClose: () => void;
}

/** Asks first, and says to make sure who wants it: the way round a second factor leads through here (ASVS 6.4.4). */
function RemoveFactorDialog({ account: { id, name }, onClose }: RemoveFactorDialogProps) {
  const { t } = useTranslation("accounts");
  const say = useProblemText();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const remove = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await removeFactorOf(id);
      await queries.invalidateQueries({ queryKey: accountQuery(id).queryKey, exact: true });
      toast(t("page.factor.removed", { name }));
      onClose();
      // The button that opened the dialog is gone with the factor.
      requestAnimationFrame(() => document.querySelector<HTMLElement>("main h1")?.focus());
    } catch (thrown) {
      setError(say(asProblem(thrown)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <ConfirmDialog
      title={t("page.removeFactor.title", { name })}
      keep={t("page.removeFactor.keep")}
      act={t("page.removeFactor.act")}
      busy={busy}
      error={error}
      onKeep={onClose}
      onAct={() => void remove()}
    >
      <div className={styles.warning}>
        <p>{t("page.removeFactor.text", { name })}</p>
        <p>{t("page.removeFactor.after")}</p>
      </div>
    </ConfirmDialog>
  );
}
