import type { ReactNode } from "react";
import { Button } from "../button/button";
import { ErrorText } from "../field/error-text";
import { Dialog, DialogActions } from "./dialog";

interface ConfirmDialogProps {
  /** A question that names the thing: "End the session on Pixel 8?" */
  title: string;
  /** What will be lost. */
  children: ReactNode;
  /** The answer that changes nothing; it has the focus. */
  keep: string;
  /** The answer that acts, a verb. */
  act: string;
  busy: boolean;
  error?: string | undefined;
  onKeep: () => void;
  onAct: () => void;
}

/** Asks before something is ended or removed. */
export function ConfirmDialog({ title, children, keep, act, busy, error, onKeep, onAct }: ConfirmDialogProps) {
  return (
    <Dialog title={title} onClose={onKeep}>
      <div className="text-2">{children}</div>
      {error && <ErrorText announced>{error}</ErrorText>}
      <DialogActions>
        <Button data-autofocus onClick={onKeep}>
          {keep}
        </Button>
        <Button kind="danger" busy={busy} onClick={onAct}>
          {act}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
