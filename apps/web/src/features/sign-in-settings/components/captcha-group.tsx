import { useTranslation } from "react-i18next";
import type { CaptchaDisplay, SignInSettings } from "../../../api";
import { useFormat, useProblemText } from "../../../i18n";
import { Notice, RadioGroup, SettingsGroup } from "../../../ui";
import { NumberField } from "../../../ui/settings/number-field";
import { SaveFoot } from "../../../ui/settings/save-foot";
import { useNumberWords } from "../../../ui/settings/use-number-words";
import { useSavedForm } from "../../../ui/settings/use-saved-form";
import { useSaveSignInSettings } from "../api/sign-in-settings";
import { captchaFrom, DISPLAYS, locksFirst, RANGES, type TypedCaptcha, typedCaptcha } from "../model/groups";
import styles from "./groups.module.css";

/** When a captcha is asked at sign-in (CAP-1). */
export function CaptchaGroup({ settings }: { settings: SignInSettings }) {
  const { t } = useTranslation("sign-in-settings");
  const { t: common } = useTranslation();
  const say = useProblemText();
  const format = useFormat();
  const wrong = useNumberWords();
  const save = useSaveSignInSettings();
  const saved = typedCaptcha(settings);
  const form = useSavedForm<TypedCaptcha>({
    saved,
    check: ({ captcha, captcha_after }) =>
      captcha === "after_failures" ? { captcha_after: wrong(captcha_after, RANGES.captcha_after) } : {},
    save: async (typed) => typedCaptcha(await save(captchaFrom(typed))),
    explain: (problem) =>
      problem.field === "captcha_after" ? { captcha_after: wrong("", RANGES.captcha_after) } : { form: say(problem) },
  });
  const choose = (display: CaptchaDisplay) => {
    form.set("captcha", display);
    // A number that is out of sight changes nothing.
    if (display !== "after_failures") form.set("captcha_after", saved.captcha_after);
  };
  return (
    <SettingsGroup title={t("captcha.title")} hint={t("captcha.lead")} unsaved={form.unsaved}>
      <form ref={form.form} className={styles.group} onSubmit={form.submit} noValidate>
        <div className={styles.display}>
          <RadioGroup
            legend={t("captcha.display")}
            value={form.values.captcha}
            options={DISPLAYS.map((value) => ({
              value,
              label: t(`captcha.${value}`),
              hint: t(`captcha.${value}Hint`),
            }))}
            onChange={choose}
          />
          {form.changed("captcha") && (
            <p className="cap">{common("savedValue", { value: t(`captcha.${settings.captcha}`) })}</p>
          )}
        </div>
        {form.values.captcha === "after_failures" && (
          <NumberField
            {...form.field("captcha_after")}
            label={t("captcha.captcha_after")}
            hint={t("captcha.afterHint")}
            saved={form.changed("captcha_after") ? format.number(settings.captcha_after) : undefined}
          />
        )}
        {locksFirst(form.values.captcha, form.values.captcha_after, settings.account_failures) && (
          <Notice announced>
            <p className="small">{t("captcha.locksFirst", { count: settings.account_failures })}</p>
          </Notice>
        )}
        <SaveFoot form={form} dense error={form.errors.form} />
      </form>
    </SettingsGroup>
  );
}
