import { useTranslation } from "react-i18next";
import type { SessionPolicy, SessionSettings } from "../../../api";
import { useFormat, useProblemText } from "../../../i18n";
import { RadioGroup, SettingsGroup } from "../../../ui";
import { NumberField } from "../../../ui/settings/number-field";
import { SaveFoot } from "../../../ui/settings/save-foot";
import { useNumberWords } from "../../../ui/settings/use-number-words";
import { useSavedForm } from "../../../ui/settings/use-saved-form";
import { useSaveSettings } from "../api/session-settings";
import { limitFrom, RANGES, type TypedLimit, typedLimit } from "../model/groups";
import styles from "./groups.module.css";
import { LimitEffect } from "./limit-effect";

const POLICIES: readonly SessionPolicy[] = ["restrict", "wait"];

/** How many sessions an account may have, and what happens to the next one (SES-1, SES-3, SES-4). */
export function LimitGroup({ settings }: { settings: SessionSettings }) {
  const { t } = useTranslation("account-settings");
  const { t: common } = useTranslation();
  const say = useProblemText();
  const format = useFormat();
  const wrong = useNumberWords();
  const save = useSaveSettings();
  const range = t("limit.range", { least: 1, most: RANGES.limit.most });
  const form = useSavedForm<TypedLimit>({
    saved: typedLimit(settings),
    check: ({ limit }) => ({ limit: wrong(limit, RANGES.limit, range) }),
    save: async (typed) => typedLimit(await save(limitFrom(typed))),
    explain: (problem) =>
      problem.field === "limit" ? { limit: common("number.unreadable", { range }) } : { form: say(problem) },
  });
  const name = (policy: SessionPolicy) => t(`limit.${policy}`);
  return (
    <SettingsGroup title={t("limit.title")} hint={t("limit.lead")} unsaved={form.unsaved}>
      <form ref={form.form} className={styles.group} onSubmit={form.submit} noValidate>
        <NumberField
          {...form.field("limit")}
          label={t("limit.field")}
          hint={t("limit.hint", { least: 1, most: RANGES.limit.most })}
          saved={form.changed("limit") ? format.number(settings.limit) : undefined}
        >
          <LimitEffect typed={form.values.limit} saved={settings.limit} />
        </NumberField>
        <div className={styles.policy}>
          <RadioGroup
            legend={t("limit.policy")}
            value={form.values.policy}
            options={POLICIES.map((value) => ({ value, label: name(value), hint: t(`limit.${value}Hint`) }))}
            onChange={(policy) => form.set("policy", policy)}
          />
          {form.changed("policy") && <p className="cap">{common("savedValue", { value: name(settings.policy) })}</p>}
        </div>
        <SaveFoot form={form} dense error={form.errors.form} />
      </form>
    </SettingsGroup>
  );
}
