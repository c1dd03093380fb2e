import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useProblemText } from "../../../i18n";
import { Button, ErrorText, PasswordField } from "../../../ui";
import { ConfirmDialog } from "../../../ui/dialog/confirm-dialog";
import { Dialog, DialogActions } from "../../../ui/dialog/dialog";
import { useReadable } from "../../../ui/state/use-readable";
import { useSignedIn } from "../../session";
import { prove } from "../api/prove";
import { ProvenAct } from "../model/proven-act";

interface ProvenDialogProps {
  /** A question that names the thing: "End the session on Pixel 8?" */
  title: string;
  /** What will be lost. */
  children: ReactNode;
  /** The answer that changes nothing; it has the focus. */
  keep: string;
  /** The answer that acts, a verb. */
  act: string;
  /** Acts; throws the server's problem. */
  onAct: () => Promise<void>;
  onKeep: () => void;
}

/** Asks before something is ended or removed; where the sign-in is too old for it, asks for the password in place. */
export function ProvenDialog({ title, children, keep, act, onAct, onKeep }: ProvenDialogProps) {
  const say = useProblemText();
  const latest = useRef(onAct);
  latest.current = onAct;
  const [model] = useState(() => new ProvenAct(() => latest.current(), prove));
  const { step, busy, problem } = useReadable(model);
  if (step === "prove") return <ProofDialog title={title} keep={keep} act={act} model={model} onKeep={onKeep} />;
  return (
    <ConfirmDialog
      title={title}
      keep={keep}
      act={act}
      busy={busy}
      error={problem && say(problem)}
      onKeep={onKeep}
      onAct={() => void model.go()}
    >
      {children}
    </ConfirmDialog>
  );
}

interface ProofDialogProps extends Pick<ProvenDialogProps, "title" | "keep" | "act" | "onKeep"> {
  model: ProvenAct;
}

function ProofDialog({ title, keep, act, model, onKeep }: ProofDialogProps) {
  const { t } = useTranslation();
  const { account } = useSignedIn();
  if (!account.password_set) {
    return (
      <Dialog title={title} onClose={onKeep}>
        <p className="text-2">{t("proof.noPassword")}</p>
        <DialogActions>
          <Button data-autofocus onClick={onKeep}>
            {keep}
          </Button>
        </DialogActions>
      </Dialog>
    );
  }
  return (
    <Dialog title={title} onClose={onKeep}>
      <p className="text-2">{t("proof.why")}</p>
      <ProofForm keep={keep} act={act} model={model} onKeep={onKeep} />
    </Dialog>
  );
}

function ProofForm({ keep, act, model, onKeep }: Omit<ProofDialogProps, "title">) {
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
        <Button kind="danger" type="submit" busy={busy}>
          {act}
        </Button>
      </DialogActions>
    </form>
  );
}
