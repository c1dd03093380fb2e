import { useTranslation } from "react-i18next";
import type { Registration } from "../../../api";
import { useProblemText } from "../../../i18n";
import { RadioGroup } from "../../../ui";
import { SaveFoot } from "../../../ui/settings/save-foot";
import { useSavedForm } from "../../../ui/settings/use-saved-form";
import { useThirdPartyChanges } from "../api/third-party-settings";
import styles from "./third-party-settings.module.css";

const CHOICES: readonly Registration[] = ["closed", "open"];

/** Whether a first sign-in through a site makes an account (ACC-9). */
export function RegistrationForm({ saved }: { saved: Registration }) {
  const { t } = useTranslation("third-party-settings");
  const { t: common } = useTranslation();
  const say = useProblemText();
  const { setRegistration } = useThirdPartyChanges();
  const form = useSavedForm<{ registration: Registration }>({
    saved: { registration: saved },
    save: async ({ registration }) => ({ registration: await setRegistration(registration) }),
    explain: (problem) => ({ form: say(problem) }),
  });
  const name = (choice: Registration) => t(`registration.${choice}`);
  return (
    <form ref={form.form} className={styles.registration} onSubmit={form.submit} noValidate>
      <RadioGroup
        legend={t("registration.legend")}
        value={form.values.registration}
        options={CHOICES.map((value) => ({ value, label: name(value), hint: t(`registration.${value}Hint`) }))}
        onChange={(registration) => form.set("registration", registration)}
      />
      {form.changed("registration") && <p className="cap">{common("savedValue", { value: name(saved) })}</p>}
      <SaveFoot form={form} dense error={form.errors.form} />
    </form>
  );
}
