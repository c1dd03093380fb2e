import { useTranslation } from "react-i18next";
import type { PasswordLinkOwner } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, ErrorText, Field, PasswordField, useForm } from "../../../ui";
import { redeemPasswordLink } from "../api/password-link";
import { usePasswordRule } from "./use-password-rule";

interface SetPasswordFormProps {
  secret: string;
  owner: PasswordLinkOwner;
  onDone: () => void;
}

/** One new password, for the account the link belongs to. */
export function SetPasswordForm({ secret, owner, onDone }: SetPasswordFormProps) {
  const { t } = useTranslation("set-password");
  const say = useProblemText();
  const { rule, problemWith } = usePasswordRule();
  const form = useForm({
    initial: { password: "" },
    check: ({ password }) => ({ password: problemWith(password) ?? "" }),
    send: async ({ password }) => {
      await redeemPasswordLink(secret, password);
      onDone();
    },
    explain: (problem) => ({ [problem.code.startsWith("password_link") ? "form" : "password"]: say(problem) }),
  });
  return (
    <form ref={form.form} className="stack" onSubmit={form.submit} noValidate>
      <Field label={t("login")} value={owner.login} autoComplete="username" readOnly />
      <PasswordField
        {...form.field("password")}
        label={t("password")}
        hint={rule}
        autoComplete="new-password"
        autoFocus
      />
      {form.errors.form && <ErrorText announced>{form.errors.form}</ErrorText>}
      <Button kind="main" wide type="submit" busy={form.busy}>
        {t("act")}
      </Button>
    </form>
  );
}
