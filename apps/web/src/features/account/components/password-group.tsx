import { useTranslation } from "react-i18next";
import type { Problem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, ErrorText, PasswordField, SettingsFoot, SettingsGroup, toast, useForm } from "../../../ui";
import { useSignedIn } from "../../session";
import { usePasswordRule } from "../../set-password";
import { changePassword } from "../api/account";

interface Typed extends Record<string, string> {
  current: string;
  next: string;
}

const EMPTY: Typed = { current: "", next: "" };

/** The password: a new one in place of the old; who has none is told how they log in, and how to get one. */
export function PasswordGroup() {
  const { t } = useTranslation("settings");
  const { account } = useSignedIn();
  if (account.password_set) return <ChangePassword />;
  return (
    <SettingsGroup title={t("password.title")}>
      <p>
        <b className="strong">{t("password.none")}</b> {t("password.noneWhy")}
      </p>
    </SettingsGroup>
  );
}

function ChangePassword() {
  const { t } = useTranslation("settings");
  const { t: words } = useTranslation("set-password");
  const { account } = useSignedIn();
  const say = useProblemText();
  const { rule, problemWith } = usePasswordRule();
  const form = useForm<Typed>({
    initial: EMPTY,
    check: ({ current, next }) => ({
      current: current === "" ? t("password.currentMissing") : "",
      next: problemWith(next) ?? "",
    }),
    send: async ({ current, next }) => {
      await changePassword(current, next);
      form.reset(EMPTY);
      toast(t("password.done"));
    },
    emptied: ({ code }) => (code === "wrong_current_password" ? ["current"] : []),
    explain: (problem) => ({ [placeOf(problem)]: say(problem) }),
  });
  return (
    <SettingsGroup title={t("password.title")} hint={t("password.hint")}>
      <form ref={form.form} className="stack" onSubmit={form.submit} noValidate>
        {/* Tells password managers whose password this is; nobody needs to see it twice on the page. */}
        <input
          className="vh"
          type="text"
          autoComplete="username"
          value={account.login}
          readOnly
          tabIndex={-1}
          aria-hidden
        />
        <PasswordField {...form.field("current")} label={t("password.current")} autoComplete="current-password" />
        <PasswordField {...form.field("next")} label={words("password")} hint={rule} autoComplete="new-password" />
        {form.errors.form && <ErrorText announced>{form.errors.form}</ErrorText>}
        <SettingsFoot>
          <Button type="submit" busy={form.busy}>
            {t("password.act")}
          </Button>
        </SettingsFoot>
      </form>
    </SettingsGroup>
  );
}

function placeOf({ code }: Problem): keyof Typed | "form" {
  if (code === "wrong_current_password") return "current";
  return code.startsWith("password_") ? "next" : "form";
}
