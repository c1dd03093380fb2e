import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FactorWay } from "../../../api";
import { Button, type ButtonKind } from "../../../ui";
import { Dialog, DialogActions } from "../../../ui/dialog/dialog";
import { Proof, useProof } from "../../proof";
import { CodeEntry, OtherWay } from "./code-entry";
import { KeepCodes } from "./keep-codes";
import { useCodeForm } from "./use-code-form";

/** Either proves the second factor: whose phone is gone has the codes, whose paper is gone has the phone. */
const WAYS: readonly FactorWay[] = ["totp", "recovery_code"];

interface CodeDialogProps {
  title: string;
  /** What follows. */
  children: ReactNode;
  /** The answer that acts, a verb, and how it looks. */
  act: string;
  kind: ButtonKind;
  /** Acts with the code; recovery codes it gives are shown before the dialog closes. */
  onAct: (code: string) => Promise<string[] | undefined>;
  /** Closed: whether it was done. */
  onClose: (done: boolean) => void;
}

/** Asks for a code before the second factor changes; where the sign-in is too old, for the password too, in place. */
export function CodeDialog({ title, children, act, kind, onAct, onClose }: CodeDialogProps) {
  const { t } = useTranslation();
  const { t: words } = useTranslation("second-factor");
  const [codes, setCodes] = useState<string[]>();
  const proof = useProof();
  const code = useCodeForm({
    ways: WAYS,
    send: async (typed) => {
      const made = await onAct(typed);
      if (made) setCodes(made);
      else onClose(true);
    },
    takes: proof.takes,
  });
  // After a proof the code that was typed is sent by itself, once its field stands again.
  const submit = useRef(code.submit);
  submit.current = code.submit;
  if (codes) {
    return (
      <KeepCodes
        title={words("codes.titleNew")}
        lead={words("codes.leadNew")}
        codes={codes}
        onKept={() => onClose(true)}
      />
    );
  }
  const cancel = () => onClose(false);
  return (
    <Dialog title={title} form onClose={cancel}>
      {proof.asked ? (
        <Proof
          keep={t("cancel")}
          act={act}
          kind={kind}
          onKeep={cancel}
          onProven={() => {
            proof.given();
            requestAnimationFrame(() => void submit.current());
          }}
        />
      ) : (
        <>
          <div className="text-2">{children}</div>
          <form ref={code.form} className="stack" onSubmit={code.submit} noValidate>
            <CodeEntry code={code} />
            <div>
              <OtherWay code={code} dense />
            </div>
            <DialogActions>
              <Button onClick={cancel}>{t("cancel")}</Button>
              <Button kind={kind} type="submit" busy={code.busy}>
                {act}
              </Button>
            </DialogActions>
          </form>
        </>
      )}
    </Dialog>
  );
}
