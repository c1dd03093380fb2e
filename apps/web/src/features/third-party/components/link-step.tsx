import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { OfferLink, Problem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, ErrorText, Notice, useHeadingFocus } from "../../../ui";
import { useReadable } from "../../../ui/state/use-readable";
import { askAttempt, cancelAttempt, firstStep, forgetAttempt, type KeptAttempt } from "../../choose-session";
import { serverQuery } from "../../server";
import { SignInForm } from "../../sign-in";
import { Offer, type OfferState } from "../model/offer";
import styles from "./third-party.module.css";
import { useVisit } from "./use-visit";

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

interface OfferedProps {
  link: OfferLink["link"];
  over: Problem | "late" | undefined;
  attempt: KeptAttempt;
  takes: (problem: Problem) => boolean;
  onCancel: () => void;
}

function Offered({ link, over, attempt, takes, onCancel }: OfferedProps) {
  const { t } = useTranslation("third-party");
  const { t: common } = useTranslation();
  const { data: server } = useQuery(serverQuery);
  const { label } = link;
  const title = t("link.title", { label });
  const heading = useHeadingFocus(title);
  return (
    <div className={styles.step}>
      <h1 ref={heading} tabIndex={-1} className={styles.heading}>
        {title}
      </h1>
      {!over && <Lead link={link} />}
      <SignInForm
        to={attempt.to}
        captchaAlways={server?.captcha === "always"}
        link={over ? undefined : attempt.id}
        takes={takes}
      >
        {over && <Over why={over} label={label} />}
      </SignInForm>
      <div className={styles.acts}>
        {over && <Again id={link.provider} label={label} to={attempt.to} />}
        <Button wide onClick={onCancel}>
          {common("cancel")}
        </Button>
      </div>
    </div>
  );
}

function Lead({ link: { label, name, email, login, may_register: mayRegister } }: Pick<OfferedProps, "link">) {
  const { t } = useTranslation("third-party");
  const who = name ?? email ?? login;
  return (
    <div className={styles.lead}>
      {/* Isolated, for somebody else wrote it: its direction of writing ends where it does. */}
      <p>{who ? t("link.from", { label, who: `\u2068${who}\u2069` }) : t("link.fromNobody", { label })}</p>
      <p>{t("link.once", { label })}</p>
      <p className="cap">{t(mayRegister ? "link.minutes" : "link.closed")}</p>
    </div>
  );
}

/** The form below is one like any other now: what was typed stays, and nothing is connected by it. */
function Over({ why, label }: { why: Problem | "late"; label: string }) {
  const { t } = useTranslation("third-party");
  const say = useProblemText();
  return (
    <Notice announced>
      <p>{why === "late" ? t("link.late", { label }) : say(why)}</p>
    </Notice>
  );
}

function Again({ id, label, to }: { id: string; label: string; to: string }) {
  const { t } = useTranslation("third-party");
  const say = useProblemText();
  const { busy, problem, visit } = useVisit();
  return (
    <>
      {problem && <ErrorText announced>{say(problem)}</ErrorText>}
      <Button wide busy={busy !== undefined} onClick={() => void visit({ id, label }, to)}>
        {t("return.again", { label })}
      </Button>
    </>
  );
}
