import { useTranslation } from "react-i18next";
import type { Account, AccountType, Level, PasswordLink, Problem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, ErrorText, Field, SelectField, useForm } from "../../../ui";
import { Dialog, DialogActions } from "../../../ui/dialog/dialog";
import { useSignedIn } from "../../session";
import { addAccount, type NewAccount } from "../api/accounts";
import styles from "./accounts.module.css";

const TYPES: readonly AccountType[] = ["ws", "sip", "h323", "loop"];
const LEVELS: readonly Level[] = ["standard", "operator", "administrator"];
const FIELDS: readonly (keyof NewAccount)[] = ["login", "name", "number", "type", "level"];

interface AddAccountDialogProps {
  onClose: () => void;
  onAdded: (account: Account, link: PasswordLink) => void;
}

/** A new account: what it is called, what kind it is, and how far it may go (ACC-19). */
export function AddAccountDialog({ onClose, onAdded }: AddAccountDialogProps) {
  const { t } = useTranslation("accounts");
  const { t: errors } = useTranslation("errors");
  const say = useProblemText();
  const { account: me } = useSignedIn();
  const form = useForm<NewAccount & Record<string, string>>({
    initial: { login: "", name: "", number: "", type: "ws", level: "standard" },
    check: ({ login }) => ({ login: login.trim() === "" ? errors("login_empty") : "" }),
    send: async (typed) => {
      const { account, password_link } = await addAccount(typed);
      onAdded(account, password_link);
    },
    explain: (problem) => ({ [placeOf(problem)]: say(problem) }),
  });
  return (
    <Dialog title={t("add.title")} form onClose={onClose}>
      <form ref={form.form} className="stack" onSubmit={form.submit} noValidate>
        <Field
          {...form.field("login")}
          label={t("add.login")}
          hint={t("add.loginHint")}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          data-autofocus
        />
        <Field {...form.field("name")} label={t("add.name")} hint={t("add.nameHint")} autoComplete="off" />
        <Field
          {...form.field("number")}
          label={t("add.number")}
          hint={t("add.numberHint")}
          inputMode="numeric"
          autoComplete="off"
        />
        <div className={styles.pair}>
          <SelectField
            {...form.field("type")}
            label={t("add.type")}
            options={TYPES.map((value) => ({ value, label: t(`type.${value}`) }))}
          />
          {me.level === "administrator" && (
            <SelectField
              {...form.field("level")}
              label={t("add.level")}
              options={LEVELS.map((value) => ({ value, label: t(`level.${value}`) }))}
            />
          )}
        </div>
        {form.errors.form && <ErrorText announced>{form.errors.form}</ErrorText>}
        <DialogActions>
          <Button onClick={onClose}>{t("add.keep")}</Button>
          <Button kind="main" type="submit" busy={form.busy}>
            {t("add.act")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function placeOf({ code, field }: Problem): keyof NewAccount | "form" {
  const known = (name: string | undefined) => FIELDS.find((own) => own === name);
  return known(field) ?? known(code.split("_")[0]) ?? "form";
}
