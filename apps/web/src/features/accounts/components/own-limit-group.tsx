import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ManagedAccount } from "../../../api";
import { useFormat, useProblemText } from "../../../i18n";
import { SettingsGroup } from "../../../ui";
import { NumberField } from "../../../ui/settings/number-field";
import { SaveFoot } from "../../../ui/settings/save-foot";
import { useNumberWords } from "../../../ui/settings/use-number-words";
import { useSavedForm } from "../../../ui/settings/use-saved-form";
import { accountQuery, accountSessionsQuery, setSessionLimit } from "../api/account";
import { asForEverybody, OWN_LIMIT, ownLimitFrom, typedOwnLimit } from "../model/own-limit";

/** How many sessions this account may have, where that is another number than for everybody (SES-1). */
export function OwnLimitGroup({ details }: { details: ManagedAccount }) {
  const { t } = useTranslation("accounts");
  const { t: common } = useTranslation();
  const say = useProblemText();
  const format = useFormat();
  const wrong = useNumberWords();
  const queries = useQueryClient();
  const { id } = details.account;
  const range = t("page.ownLimit.range", { least: 1, most: OWN_LIMIT.most });
  const form = useSavedForm({
    saved: { limit: typedOwnLimit(details.session_limit) },
    check: ({ limit }) => ({ limit: asForEverybody(limit) ? "" : wrong(limit, OWN_LIMIT, range) }),
    save: async ({ limit }) => {
      const saved = await setSessionLimit(id, ownLimitFrom(limit));
      queries.setQueryData(accountQuery(id).queryKey, saved);
      void queries.invalidateQueries({ queryKey: accountSessionsQuery(id).queryKey });
      return { limit: typedOwnLimit(saved.session_limit) };
    },
    explain: (problem) =>
      problem.field === "session_limit" ? { limit: common("number.unreadable", { range }) } : { form: say(problem) },
  });
  const saved =
    typeof details.session_limit === "number" ? format.number(details.session_limit) : t("page.ownLimit.asAll");
  return (
    <SettingsGroup title={t("page.ownLimit.title")} hint={t("page.ownLimit.lead")} unsaved={form.unsaved}>
      <form ref={form.form} className="stack" onSubmit={form.submit} noValidate>
        <NumberField
          {...form.field("limit")}
          label={t("page.ownLimit.field")}
          hint={t("page.ownLimit.hint", { least: 1, most: OWN_LIMIT.most })}
          beside={asForEverybody(form.values.limit) ? t("page.ownLimit.asAll") : undefined}
          saved={form.unsaved ? saved : undefined}
        />
        <SaveFoot form={form} dense error={form.errors.form} />
      </form>
    </SettingsGroup>
  );
}
