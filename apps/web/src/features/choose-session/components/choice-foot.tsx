import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useProblemText } from "../../../i18n";
import { Button, ErrorText } from "../../../ui";
import type { Waiting } from "../model/waiting";
import styles from "./user-sessions.module.css";

interface ChoiceFootProps {
  waiting: Waiting;
  /** The rule lets one go on restricted. */
  mayContinue: boolean;
}

/** Which session to end first, and the ways out of the window. */
export function ChoiceFoot({ waiting, mayContinue }: ChoiceFootProps) {
  const { t } = useTranslation("session-limit");
  const { t: common } = useTranslation();
  const say = useProblemText();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const goOn = async () => {
    setBusy(true);
    setRefusal(undefined);
    const problem = await waiting.continueRestricted();
    setBusy(false);
    if (problem) setRefusal(say(problem));
  };
  return (
    <>
      {refusal && <ErrorText announced>{refusal}</ErrorText>}
      <div className={styles.foot}>
        <p className="cap">{t("window.advice")}</p>
        <div className={styles.ways}>
          <Button onClick={() => void waiting.cancel()}>{common("cancel")}</Button>
          {mayContinue && (
            <Button busy={busy} onClick={() => void goOn()}>
              {t("window.continueRestricted")}
            </Button>
          )}
        </div>
      </div>
    </>
  );
}
