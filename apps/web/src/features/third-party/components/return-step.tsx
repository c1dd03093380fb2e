import { useTranslation } from "react-i18next";
import type { Problem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, ButtonLink, ErrorText, Spinner, useHeadingFocus } from "../../../ui";
import type { KeptVisit } from "../model/kept-visit";
import styles from "./third-party.module.css";
import { type ReturnState, useReturn } from "./use-return";
import { useVisit } from "./use-visit";

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
  const title = t(state.is === "no_code" && state.why === "denied" ? "return.denied" : "return.failed");
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
  const { t } = useTranslation("third-party");
  const { t: common } = useTranslation();
  const say = useProblemText();
  const visiting = useVisit();
  const problem = state.is === "refused" ? state.problem : undefined;
  const unheard = problem?.status === 0;
  const to = problem?.code === "use_personal_account" ? "/" : (visit?.to ?? "/");
  const anew = visit && !isSettled(problem) && !unheard;
  return (
    <div className={styles.acts}>
      {visiting.problem && <ErrorText announced>{say(visiting.problem)}</ErrorText>}
      {unheard && (
        <Button kind="main" wide onClick={onAgain}>
          {common("try_again")}
        </Button>
      )}
      {anew && (
        <Button
          kind="main"
          wide
          busy={visiting.busy !== undefined}
          onClick={() => void visiting.visit({ id: visit.provider, label: visit.label }, visit.to)}
        >
          {t("return.again", { label: visit.label })}
        </Button>
      )}
      <ButtonLink to="/sign-in" search={to === "/" ? {} : { to }} replace wide>
        {t("return.back")}
      </ButtonLink>
    </div>
  );
}

/** Another visit would end the same way. */
const SETTLED: ReadonlySet<string> = new Set(["account_suspended", "use_personal_account", "no_such_provider"]);

function isSettled(problem: Problem | undefined): boolean {
  return problem !== undefined && SETTLED.has(problem.code);
}
