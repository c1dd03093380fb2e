import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { SessionSettings } from "../../../api";
import { useFormat, useProblemText } from "../../../i18n";
import { SettingsGroup } from "../../../ui";
import { NumberField } from "../../../ui/settings/number-field";
import { SaveFoot } from "../../../ui/settings/save-foot";
import { useNumberWords } from "../../../ui/settings/use-number-words";
import { useSavedForm } from "../../../ui/settings/use-saved-form";
import { readWhole } from "../../../ui/settings/whole-number";
import { useSaveSettings } from "../api/session-settings";
import {
  everyLifetime,
  LIFETIMES,
  type Lifetime,
  lifetimesFrom,
  RANGES,
  type TypedLifetimes,
  typedLifetimes,
} from "../model/groups";
import styles from "./groups.module.css";

/** How long sessions live without activity, and at most (ACC-1, SES-9). */
export function LifetimesGroup({ settings }: { settings: SessionSettings }) {
  const { t } = useTranslation("account-settings");
  const say = useProblemText();
  const format = useFormat();
  const wrong = useNumberWords();
  const save = useSaveSettings();
  const longest = useId();
  const form = useSavedForm<TypedLifetimes>({
    saved: typedLifetimes(settings),
    check: (typed) => everyLifetime((name) => wrong(typed[name], RANGES[name])),
    save: async (typed) => typedLifetimes(await save(lifetimesFrom(typed))),
    explain: (problem) => {
      const blamed = LIFETIMES.find((name) => name === problem.field);
      return blamed ? { [blamed]: wrong("", RANGES[blamed]) } : { form: say(problem) };
    },
  });
  const field = (name: Lifetime) => ({
    ...form.field(name),
    label: t(`lifetimes.${name}`),
    saved: form.changed(name) ? format.number(settings[name]) : undefined,
  });
  const minutes = readWhole(form.values.web_idle_minutes, 60, RANGES.web_idle_minutes.most);
  return (
    <SettingsGroup title={t("lifetimes.title")} hint={t("lifetimes.lead")} unsaved={form.unsaved}>
      <form ref={form.form} className={styles.group} onSubmit={form.submit} noValidate>
        <NumberField
          {...field("web_idle_minutes")}
          hint={t("lifetimes.webHint")}
          beside={"wrong" in minutes ? undefined : format.span(minutes.value)}
        />
        <NumberField {...field("app_idle_days")} hint={t("lifetimes.appHint")} />
        <div className={styles.pair}>
          <NumberField {...field("longest_web_days")} hintId={longest} />
          <NumberField {...field("longest_app_days")} hintId={longest} />
          <p className="cap" id={longest}>
            {t("lifetimes.longestHint")}
          </p>
        </div>
        <SaveFoot form={form} dense error={form.errors.form} />
      </form>
    </SettingsGroup>
  );
}
