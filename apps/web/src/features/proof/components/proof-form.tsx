import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useProblemText } from "../../../i18n";
import { Button, type ButtonKind, ErrorText, PasswordField } from "../../../ui";
import { DialogActions } from "../../../ui/dialog/dialog";
import { useReadable } from "../../../ui/state/use-readable";
import { useSignedIn } from "../../session";
import type { ProvenAct } from "../model/proven-act";
import { ProviderProof } from "./provider-proof";

export interface ProofFormProps {
  /** The answer that changes nothing. */
  keep: string;
  /** The answer that acts, a verb. */
  act: string;
  /** How the acting answer looks. */
  kind: ButtonKind;
  model: ProvenAct;
  onKeep: () => void;
}

/** Asks for the password, inside a dialog; who has none proves it where they log in. */
export function ProofForm(props: ProofFormProps) {
  const { t } = useTranslation();
  const { account } = useSignedIn();
  if (!account.password_set) return <ProviderProof keep={props.keep} onKeep={props.onKeep} />;
  return (
    <>
      <p className="text-2">{t("proof.why")}</p>
      <PasswordForm {...props} />
    </>
  );
}

function PasswordForm({ keep, act, kind, model, onKeep }: ProofFormProps) {
  const { t } = useTranslation();
  const say = useProblemText();
  const { account } = useSignedIn();
  const { password, busy, problem } = useReadable(model);
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const wrong = problem?.code === "wrong_current_password";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setMissing(password === "");
    if (password === "" || !(await model.go())) field.current?.focus();
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      {/* Tells password managers whose password this is; nobody needs to see it on the page. */}
      <input
        className="vh"
        type="text"
        autoComplete="username"
        value={account.login}
        readOnly
        tabIndex={-1}
        aria-hidden
      />
      <PasswordField
        ref={field}
        label={t("proof.password")}
        autoComplete="current-password"
        value={password}
        error={missing ? t("proof.missing") : wrong ? say(problem) : undefined}
        onChange={(event) => {
          setMissing(false);
          model.type(event.target.value);
        }}
        data-autofocus
        autoFocus
      />
      {problem && !wrong && <ErrorText announced>{say(problem)}</ErrorText>}
      <DialogActions>
        <Button onClick={onKeep}>{keep}</Button>
        <Button kind={kind} type="submit" busy={busy}>
          {act}
        </Button>
      </DialogActions>
    </form>
  );
}
