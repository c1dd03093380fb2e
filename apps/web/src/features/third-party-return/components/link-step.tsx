import { useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, ErrorText, useHeadingFocus } from "../../../ui";
import { useReadable } from "../../../ui/state/use-readable";
import { askAttempt, cancelAttempt, firstStep, forgetAttempt, type KeptAttempt } from "../../choose-session";
import { Offer, type OfferState } from "../model/offer";
import { Offered } from "./offered";
import styles from "./step.module.css";

/** Nobody here has this identity: the whole sign-in of an account connects it, once and for all (SIGN-3). */
export function LinkStep({ attempt }: { attempt: KeptAttempt }) {
  const offer = useOffer(attempt);
  const state = useReadable(offer);
  const leave = useLeaving(attempt);
  const gone = useEffectEvent((now: OfferState) => now.is === "gone" && leave());
  useEffect(() => void gone(state), [state]);
  if (state.is === "gone") return null;
  if (state.is === "opening") return <Opening trouble={state.trouble} onAgain={() => void offer.ask()} />;
  return (
    <Offered
      link={state.link}
      over={state.over}
      attempt={attempt}
      takes={(problem) => offer.refused(problem)}
      onCancel={leave}
    />
  );
}

function useOffer({ id }: KeptAttempt): Offer {
  const [offer] = useState(() => {
    const first = firstStep();
    const after = (milliseconds: number, run: () => void) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    };
    return new Offer({ ask: () => askAttempt(id), after }, first?.next === "link" ? first : undefined);
  });
  useEffect(() => {
    offer.start();
    return () => offer.stop();
  }, [offer]);
  return offer;
}

/** Gives the offer up, and goes back to the form. */
function useLeaving({ id, to }: KeptAttempt): () => void {
  const go = useNavigate();
  return () => {
    forgetAttempt();
    // A server that does not hear it forgets the offer by itself.
    void cancelAttempt(id).catch(() => undefined);
    void go({ to: "/sign-in", search: to === "/" ? {} : { to }, replace: true });
  };
}

/** After a reload only the server knows the offer. */
function Opening({ trouble, onAgain }: { trouble: Problem | undefined; onAgain: () => void }) {
  const { t } = useTranslation("third-party");
  const { t: common } = useTranslation();
  const say = useProblemText();
  const heading = useHeadingFocus(t("return.title"));
  return (
    <div className={styles.step} aria-busy={trouble === undefined}>
      <h1 ref={heading} tabIndex={-1} className={styles.heading}>
        {t("return.title")}
      </h1>
      {trouble && <ErrorText announced>{say(trouble)}</ErrorText>}
      {trouble && (
        <Button wide onClick={onAgain}>
          {common("try_again")}
        </Button>
      )}
    </div>
  );
}
