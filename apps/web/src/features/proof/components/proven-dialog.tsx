import { type ReactNode, useRef, useState } from "react";
import { useProblemText } from "../../../i18n";
import { ConfirmDialog } from "../../../ui/dialog/confirm-dialog";
import { Dialog } from "../../../ui/dialog/dialog";
import { useReadable } from "../../../ui/state/use-readable";
import { prove } from "../api/prove";
import { ProvenAct } from "../model/proven-act";
import { ProofForm } from "./proof-form";

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

function ProofDialog({ title, ...rest }: ProofDialogProps) {
  return (
    <Dialog title={title} onClose={rest.onKeep}>
      <ProofForm {...rest} kind="danger" />
    </Dialog>
  );
}
