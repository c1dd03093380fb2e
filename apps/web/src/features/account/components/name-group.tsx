import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useProblemText } from "../../../i18n";
import { Field, SettingsGroup } from "../../../ui";
import { SaveFoot } from "../../../ui/settings/save-foot";
import { useSavedForm } from "../../../ui/settings/use-saved-form";
import { meQuery, useSignedIn } from "../../session";
import { rename } from "../api/account";

/** The name others see, and what only an administrator changes. */
export function NameGroup() {
  const { t } = useTranslation("settings");
  const { account } = useSignedIn();
  const queries = useQueryClient();
  const say = useProblemText();
  const form = useSavedForm({
    saved: { name: account.name },
    save: async ({ name }) => {
      await rename(name);
      await queries.invalidateQueries({ queryKey: meQuery.queryKey });
      return { name: queries.getQueryData(meQuery.queryKey)?.me?.account.name ?? name };
    },
    explain: (problem) => ({ [problem.code.startsWith("name_") ? "name" : "form"]: say(problem) }),
  });
  return (
    <SettingsGroup title={t("profile.who")} hint={t("profile.whoHint")} unsaved={form.unsaved}>
      <form ref={form.form} className="stack" onSubmit={form.submit} noValidate>
        <Field {...form.field("name")} label={t("profile.name")} autoComplete="name" />
        <Field label={t("profile.login")} hint={t("profile.loginHint")} value={account.login} readOnly />
        {account.number && <Field label={t("profile.number")} value={account.number} readOnly />}
        <SaveFoot form={form} error={form.errors.form} />
      </form>
    </SettingsGroup>
  );
}
