import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, type FactorWay, type Problem, type TotpEnrolment } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, ErrorText, Skeleton } from "../../../ui";
import { Dialog, DialogActions } from "../../../ui/dialog/dialog";
import { Proof, useProof } from "../../proof";
import { beginEnrolment, confirmEnrolment } from "../api/second-factor";
import { CodeEntry } from "./code-entry";
import { KeepCodes } from "./keep-codes";
import { ScanKey } from "./scan-key";
import styles from "./second-factor.module.css";
import { useCodeForm } from "./use-code-form";

/** It was set up meanwhile, in another tab or on another device. */
const ENROLLED = "second_factor_enrolled";

interface EnrolDialogProps {
  /** How it stands is another now, here or from elsewhere; the recovery codes are still to be kept. */
  onChanged: () => void;
  /** Closed: whether it was set up. */
  onClose: (done: boolean) => void;
}

/** Sets up an authenticator app: the key to scan, its first code, then the recovery codes (ACC-16). */
export function EnrolDialog({ onChanged, onClose }: EnrolDialogProps) {
  const { t } = useTranslation("second-factor");
  const { t: common } = useTranslation();
  const [codes, setCodes] = useState<string[]>();
  const { enrolment, problem, proof, begin } = useEnrolment(onChanged);
  if (codes)
    return <KeepCodes title={t("codes.title")} lead={t("codes.lead")} codes={codes} onKept={() => onClose(true)} />;
  const cancel = () => onClose(false);
  const taken = (made: string[]) => {
    setCodes(made);
    onChanged();
  };
  const proven = () => {
    proof.given();
    begin();
  };
  return (
    <Dialog title={t("enrol.title")} form onClose={cancel}>
      {proof.asked && (
        <Proof keep={common("cancel")} act={t("enrol.goOn")} kind="main" onKeep={cancel} onProven={proven} />
      )}
      {!proof.asked && problem && <NotBegun problem={problem} onAgain={begin} onCancel={cancel} />}
      {!proof.asked && !problem && !enrolment && <Beginning onCancel={cancel} />}
      {!proof.asked && !problem && enrolment && (
        <FirstCode
          key={enrolment.secret}
          enrolment={enrolment}
          onTaken={taken}
          onEnrolled={onChanged}
          onAgain={begin}
          onCancel={cancel}
        />
      )}
    </Dialog>
  );
}

/** The key for the app, asked for when the dialog opens and whenever it is begun again. */
function useEnrolment(onEnrolled: () => void) {
  const [enrolment, setEnrolment] = useState<TotpEnrolment>();
  const [problem, setProblem] = useState<Problem>();
  const proof = useProof();
  const busy = useRef(false);
  const begin = async () => {
    if (busy.current) return;
    busy.current = true;
    setProblem(undefined);
    setEnrolment(undefined);
    try {
      setEnrolment(await beginEnrolment());
      proof.used();
    } catch (thrown) {
      const told = asProblem(thrown);
      if (told.code === ENROLLED) onEnrolled();
      if (!proof.takes(told)) setProblem(told);
    } finally {
      busy.current = false;
    }
  };
  const first = useRef(begin);
  useEffect(() => void first.current(), []);
  return { enrolment, problem, proof, begin: () => void begin() };
}

/** The key is on its way: its place is kept. */
function Beginning({ onCancel }: { onCancel: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="stack" aria-busy="true">
      <span className="vh" role="status">
        {t("loading")}
      </span>
      <Skeleton width="72%" />
      <div className={styles.ground}>
        <Skeleton width="208px" height="208px" />
      </div>
      <DialogActions>
        <Button data-autofocus onClick={onCancel}>
          {t("cancel")}
        </Button>
      </DialogActions>
    </div>
  );
}

interface NotBegunProps {
  problem: Problem;
  onAgain: () => void;
  onCancel: () => void;
}

function NotBegun({ problem, onAgain, onCancel }: NotBegunProps) {
  const { t } = useTranslation();
  const say = useProblemText();
  return (
    <>
      <ErrorText announced>{say(problem)}</ErrorText>
      <DialogActions>
        <Button onClick={onCancel}>{t("close")}</Button>
        {problem.code !== ENROLLED && (
          <Button kind="main" autoFocus onClick={onAgain}>
            {t("try_again")}
          </Button>
        )}
      </DialogActions>
    </>
  );
}

const APP: readonly FactorWay[] = ["totp"];

interface FirstCodeProps {
  enrolment: TotpEnrolment;
  onTaken: (codes: string[]) => void;
  onEnrolled: () => void;
  onAgain: () => void;
  onCancel: () => void;
}

/** What the app is given, and the first code it shows for it. */
function FirstCode({ enrolment, onTaken, onEnrolled, onAgain, onCancel }: FirstCodeProps) {
  const { t } = useTranslation("second-factor");
  const { t: common } = useTranslation();
  const [over, setOver] = useState(false);
  const code = useCodeForm({
    ways: APP,
    send: async (typed) => onTaken(await confirmEnrolment(typed)),
    takes: (problem) => {
      setOver(problem.code === "enrolment_over");
      if (problem.code === ENROLLED) onEnrolled();
      return false;
    },
  });
  return (
    <form ref={code.form} className="stack" onSubmit={code.submit} noValidate>
      <ScanKey enrolment={enrolment} />
      <CodeEntry code={code} focused={false} />
      <DialogActions>
        <Button onClick={onCancel}>{common("cancel")}</Button>
        {over ? (
          <Button kind="main" onClick={onAgain}>
            {t("enrol.again")}
          </Button>
        ) : (
          <Button kind="main" type="submit" busy={code.busy}>
            {t("enrol.act")}
          </Button>
        )}
      </DialogActions>
    </form>
  );
}
