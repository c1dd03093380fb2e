import { useTranslation } from "react-i18next";
import type { useForm } from "../../../ui";
import { Checkbox, CopyField, Field, PasswordField } from "../../../ui";
import { NumberField } from "../../../ui/settings/number-field";
import type { TypedProvider } from "../model/typed-provider";
import { PictureChoice } from "./picture-choice";
import styles from "./third-party-settings.module.css";

type ProviderForm = ReturnType<typeof useForm<TypedProvider>>;

/** What is typed as it is: no capitals, no corrections, nothing filled in. */
const VERBATIM = { autoComplete: "off", autoCapitalize: "none", spellCheck: false } as const;

interface ButtonFieldsProps {
  form: ProviderForm;
  /** The short name is still to be chosen. */
  isNew: boolean;
  onLabel: (label: string) => void;
  onId: () => void;
}

/** What stands on the button, and the name in the address. */
export function ButtonFields({ form, isNew, onLabel, onId }: ButtonFieldsProps) {
  const { t } = useTranslation("third-party-settings");
  const id = form.field("id");
  return (
    <>
      <Field
        {...form.field("label")}
        onChange={(event) => onLabel(event.target.value)}
        label={t("field.label")}
        hint={t("hint.label")}
        autoComplete="off"
        data-autofocus
      />
      <PictureChoice value={form.values.icon} onChange={(icon) => form.set("icon", icon)} />
      {isNew && (
        <Field
          {...id}
          {...VERBATIM}
          onChange={(event) => {
            onId();
            id.onChange(event);
          }}
          label={t("field.id")}
          hint={t("hint.id")}
        />
      )}
    </>
  );
}

interface ClientFieldsProps {
  form: ProviderForm;
  /** Where the provider sends people back to; empty while the short name is. */
  redirect: string;
  hasSecret: boolean;
}

/** Who the provider is, and who we are there. */
export function ClientFields({ form, redirect, hasSecret }: ClientFieldsProps) {
  const { t } = useTranslation("third-party-settings");
  const dropped = form.values.without_secret;
  return (
    <>
      {redirect !== "" && (
        <CopyField
          label={t("field.redirect")}
          value={redirect}
          hint={t("hint.redirect")}
          copyLabel={t("copyRedirect")}
          compact
        />
      )}
      <Field
        {...form.field("issuer")}
        {...VERBATIM}
        label={t("field.issuer")}
        hint={t("hint.issuer")}
        placeholder="https://id.example.org"
        inputMode="url"
      />
      <Field {...form.field("client_id")} {...VERBATIM} label={t("field.client_id")} hint={t("hint.client_id")} />
      {!dropped && (
        <PasswordField
          {...form.field("client_secret")}
          label={t("field.client_secret")}
          hint={t(hasSecret ? "hint.secretKept" : "hint.secretNew")}
          autoComplete="new-password"
        />
      )}
      {hasSecret && (
        <Checkbox
          label={t("field.without_secret")}
          hint={t("hint.without_secret")}
          checked={dropped}
          onChange={(event) => form.set("without_secret", event.target.checked)}
        />
      )}
    </>
  );
}

/** What the provider is asked about a person. */
export function PersonFields({ form }: { form: ProviderForm }) {
  const { t } = useTranslation("third-party-settings");
  return (
    <>
      <Field {...form.field("scopes")} {...VERBATIM} label={t("field.scopes")} hint={t("hint.scopes")} />
      <div className={styles.pair}>
        <Field
          {...form.field("login_claim")}
          {...VERBATIM}
          label={t("field.login_claim")}
          hint={t("hint.login_claim")}
        />
        <Field {...form.field("name_claim")} {...VERBATIM} label={t("field.name_claim")} hint={t("hint.name_claim")} />
      </div>
    </>
  );
}

/** How and whether it is offered. */
export function OfferFields({ form }: { form: ProviderForm }) {
  const { t } = useTranslation("third-party-settings");
  const check = (name: "asks_second_factor" | "enabled") => (
    <Checkbox
      label={t(`field.${name}`)}
      hint={t(`hint.${name}`)}
      checked={form.values[name]}
      onChange={(event) => form.set(name, event.target.checked)}
    />
  );
  return (
    <>
      <NumberField {...form.field("position")} label={t("field.position")} hint={t("hint.position")} />
      <div>
        {check("asks_second_factor")}
        {check("enabled")}
      </div>
    </>
  );
}
