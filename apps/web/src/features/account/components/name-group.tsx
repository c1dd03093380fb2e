import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useProblemText } from "../../../i18n";
import { Button, ErrorText, Field, SettingsFoot, SettingsGroup, toast, useForm } from "../../../ui";
import { meQuery, useSignedIn } from "../../session";
import { rename } from "../api/account";

/** The name others see, and what only an administrator changes. */
export function NameGroup() {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const { account } = useSignedIn();
  const queries = useQueryClient();
  const say = useProblemText();
  const form = useForm({
    initial: { name: account.name },
    send: async ({ name }) => {
      await rename(name);
      await queries.invalidateQueries({ queryKey: meQuery.queryKey });
      form.reset({ name: name.trim() });
      toast(t("account.saved"));
    },
    explain: (problem) => ({ [problem.code.startsWith("name_") ? "name" : "form"]: say(problem) }),
  });
  const unsaved = form.values.name !== account.name;
  return (
    <SettingsGroup title={t("account.who")} hint={t("account.whoHint")} unsaved={unsaved}>
      <form ref={form.form} className="stack" onSubmit={form.submit} noValidate>
        <Field {...form.field("name")} label={t("account.name")} autoComplete="name" />
        <Field label={t("account.login")} hint={t("account.loginHint")} value={account.login} readOnly />
        {account.number && <Field label={t("account.number")} value={account.number} readOnly />}
        {form.errors.form && <ErrorText announced>{form.errors.form}</ErrorText>}
        <SettingsFoot>
          <Button kind={unsaved ? "main" : "secondary"} type="submit" busy={form.busy} refused={!unsaved}>
            {common("save")}
          </Button>
          {unsaved && (
            <Button kind="bare" onClick={() => form.reset({ name: account.name })}>
              {common("discard")}
            </Button>
          )}
        </SettingsFoot>
      </form>
    </SettingsGroup>
  );
}
