import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { SignInSettings } from "../../../api";
import { useFormat, useProblemText } from "../../../i18n";
import { Notice, SettingsGroup } from "../../../ui";
import { NumberField } from "../../../ui/settings/number-field";
import { SaveFoot } from "../../../ui/settings/save-foot";
import { useNumberWords } from "../../../ui/settings/use-number-words";
import { useSavedForm } from "../../../ui/settings/use-saved-form";
import { useSaveSignInSettings } from "../api/sign-in-settings";
import {
  everyFailure,
  FAILURES,
  type Failure,
  failuresFrom,
  locksFirst,
  RANGES,
  type TypedFailures,
  typedFailures,
} from "../model/groups";
import styles from "./groups.module.css";

/** How many wrong tries lock an account or an address, and for how long (SIGN-5). */
export function FailuresGroup({ settings }: { settings: SignInSettings }) {
  const { t } = useTranslation("sign-in-settings");
  const say = useProblemText();
  const format = useFormat();
  const wrong = useNumberWords();
  const save = useSaveSignInSettings();
  const times = useId();
  const form = useSavedForm<TypedFailures>({
    saved: typedFailures(settings),
    check: (typed) => everyFailure((name) => wrong(typed[name], RANGES[name])),
    save: async (typed) => typedFailures(await save(failuresFrom(typed))),
    explain: (problem) => {
      const blamed = FAILURES.find((name) => name === problem.field);
      return blamed ? { [blamed]: wrong("", RANGES[blamed]) } : { form: say(problem) };
    },
  });
  const field = (name: Failure) => ({
    ...form.field(name),
    label: t(`failures.${name}`),
    saved: form.changed(name) ? format.number(settings[name]) : undefined,
  });
  return (
    <SettingsGroup title={t("failures.title")} hint={t("failures.lead")} unsaved={form.unsaved}>
      <form ref={form.form} className={styles.group} onSubmit={form.submit} noValidate>
        <NumberField {...field("account_failures")} hint={t("failures.accountHint")} />
        {form.changed("account_failures") &&
          locksFirst(settings.captcha, settings.captcha_after, form.values.account_failures) && (
            <Notice announced>
              <p className="small">{t("failures.locksFirst", { count: settings.captcha_after })}</p>
            </Notice>
          )}
        <NumberField {...field("address_failures")} hint={t("failures.addressHint")} />
        <div className={styles.pair}>
          <NumberField {...field("failure_window_minutes")} hintId={times} />
          <NumberField {...field("lock_minutes")} hintId={times} />
          <p className="cap" id={times}>
            {t("failures.timesHint")}
          </p>
        </div>
        <SaveFoot form={form} dense error={form.errors.form} />
      </form>
    </SettingsGroup>
  );
}
