import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem, Provider } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, ErrorText, type FormErrors, useForm } from "../../../ui";
import { Dialog, DialogActions } from "../../../ui/dialog/dialog";
import { useNumberWords } from "../../../ui/settings/use-number-words";
import { serverQuery } from "../../server";
import { useThirdPartyChanges } from "../api/third-party-settings";
import {
  bodyOf,
  missingIn,
  newProvider,
  POSITIONS,
  redirectOf,
  suggestedId,
  type TypedProvider,
  typedOf,
} from "../model/typed-provider";
import { ButtonFields, ClientFields, OfferFields, PersonFields } from "./provider-fields";
import styles from "./third-party-settings.module.css";

interface ProviderDialogProps {
  /** Left out: a new one. */
  provider?: Provider;
  others: readonly Provider[];
  onClose: () => void;
  onSaved: (saved: Provider) => void;
}

/** Sets up a site that people may log in through, or changes it. The server asks the site before it believes in it. */
export function ProviderDialog({ provider, others, onClose, onSaved }: ProviderDialogProps) {
  const { t } = useTranslation("third-party-settings");
  const { t: common } = useTranslation();
  const form = useProviderForm(provider, others, onSaved);
  const { data: server } = useQuery(serverQuery);
  const [named, setNamed] = useState(provider !== undefined);
  const type = (label: string) => {
    form.set("label", label);
    if (!named) form.set("id", suggestedId(label));
  };
  const redirect =
    provider?.redirect_uri ?? (server && form.values.id ? redirectOf(server.api_url, form.values.id) : "");
  return (
    <Dialog title={provider ? t("dialog.edit", { label: provider.label }) : t("dialog.add")} form onClose={onClose}>
      <form ref={form.form} className={styles.form} onSubmit={form.submit} noValidate>
        <ButtonFields form={form} isNew={provider === undefined} onLabel={type} onId={() => setNamed(true)} />
        <ClientFields form={form} redirect={redirect} hasSecret={provider?.has_secret ?? false} />
        <PersonFields form={form} />
        <OfferFields form={form} />
        {form.errors.form && <ErrorText announced>{form.errors.form}</ErrorText>}
        <p className="vh" role="status">
          {form.busy && form.values.enabled ? t("dialog.asking") : ""}
        </p>
        <DialogActions>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button kind="main" type="submit" busy={form.busy}>
            {provider ? common("save") : t("add")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** The fields a problem can be told at. */
const PLACES: readonly string[] = [
  "id",
  "label",
  "issuer",
  "client_id",
  "client_secret",
  "scopes",
  "login_claim",
  "name_claim",
  "position",
] satisfies (keyof TypedProvider)[];

function useProviderForm(
  provider: Provider | undefined,
  others: readonly Provider[],
  onSaved: ProviderDialogProps["onSaved"],
) {
  const { t } = useTranslation("third-party-settings");
  const say = useProblemText();
  const wrong = useNumberWords();
  const { save } = useThirdPartyChanges();
  const taken = (id: string) => provider === undefined && others.some((other) => other.id === id);
  return useForm<TypedProvider>({
    initial: provider ? typedOf(provider) : newProvider(others),
    check: (typed): FormErrors<TypedProvider> => ({
      ...Object.fromEntries(missingIn(typed).map((name) => [name, t(`missing.${name}`)])),
      ...(taken(typed.id.trim()) && { id: t("idTaken") }),
      position: wrong(typed.position, POSITIONS),
    }),
    send: async (typed) => onSaved(await save(typed.id.trim(), bodyOf(typed))),
    explain: (problem) => explain(problem, say, (field) => t(`wrong.${field as "id"}`)),
  });
}

/** A refusal at its field: what may stand there, where the server says no more than that it may not. */
function explain(problem: Problem, say: (problem: Problem) => string, rule: (field: string) => string) {
  const { field = "form", code } = problem;
  if (!PLACES.includes(field)) return { form: say(problem) };
  return { [field]: code === "invalid_field" ? rule(field) : say(problem) };
}
