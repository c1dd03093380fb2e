import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, ButtonLink, ErrorText, Spinner, useHeadingFocus } from "../../../ui";
import { type KeptVisit, useVisit } from "../../third-party";
import styles from "./step.module.css";
import { type ReturnState, useReturn } from "./use-return";

/** Back from another site: goes on by itself, or says what came of it and what one can do. */
export function ReturnStep() {
  const { state, visit, again } = useReturn();
  return state.is === "coming" ? <Coming /> : <Failed state={state} visit={visit} onAgain={again} />;
}

function Coming() {
  const { t } = useTranslation("third-party");
  const heading = useHeadingFocus(t("return.title"));
  return (
    <div className={styles.step} aria-busy="true">
      <h1 ref={heading} tabIndex={-1} className={styles.heading}>
        {t("return.title")}
      </h1>
      <p className={styles.coming} role="status">
        <Spinner />
        {t("return.coming")}
      </p>
    </div>
  );
}

interface FailedProps {
  state: Exclude<ReturnState, { is: "coming" }>;
  visit: KeptVisit | undefined;
  onAgain: () => void;
}

function Failed({ state, visit, onAgain }: FailedProps) {
  const { t } = useTranslation("third-party");
  const title = t(`return.${titleOf(state, visit)}`);
  const heading = useHeadingFocus(title);
  return (
    <div className={styles.step}>
      <h1 ref={heading} tabIndex={-1} className={styles.heading}>
        {title}
      </h1>
      <Why state={state} />
      <Ways state={state} visit={visit} onAgain={onAgain} />
    </div>
  );
}

function titleOf(state: FailedProps["state"], visit: KeptVisit | undefined): "notProven" | "denied" | "failed" {
  if (visit?.purpose === "proof") return "notProven";
  return state.is === "no_code" && state.why === "denied" ? "denied" : "failed";
}

function Why({ state }: Pick<FailedProps, "state">) {
  const { t } = useTranslation("third-party");
  const say = useProblemText();
  if (state.is === "refused") return <ErrorText announced>{say(state.problem)}</ErrorText>;
  return (
    <p role="alert" className="text-2">
      {t(`return.why.${state.why}`)}
    </p>
  );
}

function Ways({ state, visit, onAgain }: FailedProps) {
  const { t: common } = useTranslation();
  const problem = state.is === "refused" ? state.problem : undefined;
  const unheard = problem?.status === 0;
  return (
    <div className={styles.acts}>
      {unheard && (
        <Button kind="main" wide onClick={onAgain}>
          {common("try_again")}
        </Button>
      )}
      {visit && !isSettled(problem) && !unheard && <Anew visit={visit} />}
      <WayBack visit={visit} problem={problem} />
    </div>
  );
}

/** Another visit to the same site, for the same purpose. */
function Anew({ visit: { provider, label, to, purpose } }: { visit: KeptVisit }) {
  const { t } = useTranslation("third-party");
  const say = useProblemText();
  const { busy, problem, visit } = useVisit();
  return (
    <>
      {problem && <ErrorText announced>{say(problem)}</ErrorText>}
      <Button
        kind="main"
        wide
        busy={busy !== undefined}
        onClick={() => void visit({ id: provider, label }, to, purpose)}
      >
        {t("return.again", { label })}
      </Button>
    </>
  );
}

function WayBack({ visit, problem }: { visit: KeptVisit | undefined; problem: Problem | undefined }) {
  const { t } = useTranslation("third-party");
  const go = useNavigate();
  // Who may not come in by a conference's page goes on from the main one.
  const to = problem?.code === "use_personal_account" ? "/" : (visit?.to ?? "/");
  if (visit?.purpose === "proof") {
    return (
      <Button wide onClick={() => void go({ href: to, replace: true })}>
        {t("return.backHere")}
      </Button>
    );
  }
  return (
    <ButtonLink to="/sign-in" search={to === "/" ? {} : { to }} replace wide>
      {t("return.back")}
    </ButtonLink>
  );
}

/** Another visit would end the same way. */
const SETTLED: ReadonlySet<string> = new Set(["account_suspended", "use_personal_account", "no_such_provider"]);

function isSettled(problem: Problem | undefined): boolean {
  return problem !== undefined && SETTLED.has(problem.code);
}
