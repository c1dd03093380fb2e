import { useTranslation } from "react-i18next";
import type { SignInSettings } from "../../../api";
import { useFormat, useProblemText } from "../../../i18n";
import { SettingsGroup } from "../../../ui";
import { NumberField } from "../../../ui/settings/number-field";
import { SaveFoot } from "../../../ui/settings/save-foot";
import { useNumberWords } from "../../../ui/settings/use-number-words";
import { useSavedForm } from "../../../ui/settings/use-saved-form";
import { useSaveSignInSettings } from "../api/sign-in-settings";
import { LENGTH, lengthFrom, RANGES, type TypedLength, typedLength } from "../model/groups";
import styles from "./groups.module.css";

/** What a new password must satisfy (ACC-9). */
export function PasswordGroup({ settings }: { settings: SignInSettings }) {
  const { t } = useTranslation("sign-in-settings");
  const say = useProblemText();
  const format = useFormat();
  const wrong = useNumberWords();
  const save = useSaveSignInSettings();
  const range = RANGES[LENGTH];
  const form = useSavedForm<TypedLength>({
    saved: typedLength(settings),
    check: (typed) => ({ [LENGTH]: wrong(typed[LENGTH], range) }),
    save: async (typed) => typedLength(await save(lengthFrom(typed))),
    explain: (problem) => (problem.field === LENGTH ? { [LENGTH]: wrong("", range) } : { form: say(problem) }),
  });
  return (
    <SettingsGroup title={t("password.title")} hint={t("password.lead")} unsaved={form.unsaved}>
      <form ref={form.form} className={styles.group} onSubmit={form.submit} noValidate>
        <NumberField
          {...form.field(LENGTH)}
          label={t("password.password_least_length")}
          hint={t("password.hint", { ...range })}
          saved={form.changed(LENGTH) ? format.number(settings[LENGTH]) : undefined}
        />
        <SaveFoot form={form} dense error={form.errors.form} />
      </form>
    </SettingsGroup>
  );
}
