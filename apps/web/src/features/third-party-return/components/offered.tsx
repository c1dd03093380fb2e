import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { OfferLink, Problem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, ErrorText, Notice, useHeadingFocus } from "../../../ui";
import type { KeptAttempt } from "../../choose-session";
import { serverQuery } from "../../server";
import { SignInForm } from "../../sign-in";
import { useVisit } from "../../third-party";
import { RegisterForm } from "./register-form";
import styles from "./step.module.css";

type Link = OfferLink["link"];

interface OfferedProps {
  link: Link;
  /** Why the next sign-in connects nothing any more. */
  over: Problem | "late" | undefined;
  attempt: KeptAttempt;
  /** Told of refusals: true where nothing is connected any more. */
  takes: (problem: Problem) => boolean;
  onCancel: () => void;
}

/** Whose identity it is, and what can be done with it: connect an account, or make one where that is open. */
export function Offered({ link, over, attempt, takes, onCancel }: OfferedProps) {
  const { t } = useTranslation("third-party");
  const { t: common } = useTranslation();
  const [registers, setRegisters] = useState(false);
  const mayRegister = link.may_register && !over;
  const making = mayRegister && registers;
  return (
    <div className={styles.step}>
      {making ? (
        <>
          <Heading key="register" words={t("register.title")} />
          <p className={styles.lead}>{t("register.lead", { label: link.label })}</p>
          <RegisterForm attempt={attempt} link={link} takes={takes} />
        </>
      ) : (
        <>
          <Heading key="link" words={t("link.title", { label: link.label })} />
          {!over && <Lead link={link} />}
          <Connect link={link} over={over} attempt={attempt} takes={takes} />
        </>
      )}
      <div className={styles.acts}>
        {mayRegister && (
          <Button wide onClick={() => setRegisters(!registers)}>
            {t(making ? "register.have" : "register.haveNone")}
          </Button>
        )}
        {over && <Again id={link.provider} label={link.label} to={attempt.to} />}
        <Button wide kind="bare" onClick={onCancel}>
          {common("cancel")}
        </Button>
      </div>
    </div>
  );
}

function Heading({ words }: { words: string }) {
  const heading = useHeadingFocus(words);
  return (
    <h1 ref={heading} tabIndex={-1} className={styles.heading}>
      {words}
    </h1>
  );
}

function Lead({ link: { label, name, email, login, may_register: mayRegister } }: { link: Link }) {
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

/** The usual form; where the offer is over it is one like any other, and what was typed stays. */
function Connect({ link, over, attempt, takes }: Omit<OfferedProps, "onCancel">) {
  const { t } = useTranslation("third-party");
  const say = useProblemText();
  const { data: server } = useQuery(serverQuery);
  return (
    <SignInForm
      to={attempt.to}
      captchaAlways={server?.captcha === "always"}
      link={over ? undefined : attempt.id}
      takes={takes}
    >
      {over && (
        <Notice announced>
          <p>{over === "late" ? t("link.late", { label: link.label }) : `${say(over)} ${t("link.without")}`}</p>
        </Notice>
      )}
    </SignInForm>
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
