import { useNavigate } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, type FactorWay, type Problem } from "../../../api";
import { Button, Icon, useHeadingFocus } from "../../../ui";
import { askAttempt, cancelAttempt, firstStep, forgetAttempt, type KeptAttempt } from "../../choose-session";
import { CodeEntry, OtherWay, useCodeForm } from "../../second-factor";
import { useSession } from "../../session";
import { proveFactor } from "../api/prove-factor";
import styles from "./sign-in.module.css";
import { useNextStep } from "./use-next-step";

/** What there is before the server has said: it judges every code, whatever its kind. */
const WAYS: readonly FactorWay[] = ["totp", "recovery_code"];

/** The second factor, after a right password (ACC-16): a code of the app or a recovery code, and the way back. */
export function SecondFactorStep({ attempt }: { attempt: KeptAttempt }) {
  const { t } = useTranslation("second-factor");
  const { t: common } = useTranslation();
  const { t: signIn } = useTranslation("sign-in");
  const heading = useHeadingFocus(t("step.title"));
  const session = useSession();
  const goOn = useNextStep();
  const toForm = useWayBack(attempt);
  const begun = firstStep();
  const code = useCodeForm({
    ways: begun?.next === "second_factor" ? begun.ways : WAYS,
    send: async (typed) => {
      const outcome = await session.accept(await proveFactor(attempt.id, typed));
      await goOn(outcome, attempt, true);
    },
    takes: (problem) => isOver(problem) && toForm(true),
  });
  useResume(attempt, () => toForm(true));
  return (
    <form ref={code.form} className={styles.form} onSubmit={code.submit} noValidate>
      <h1 ref={heading} tabIndex={-1} className={styles.heading}>
        {t(`step.heading.${code.way}`)}
      </h1>
      <CodeEntry code={code} />
      <div className={styles.act}>
        <Button kind="main" wide type="submit" busy={code.busy}>
          {signIn("act")}
        </Button>
        <OtherWay code={code} wide />
      </div>
      <p className="small text-2">{t("step.lost")}</p>
      <div>
        <Button kind="bare" className={styles.back} icon={<Icon of={ArrowLeft} />} onClick={() => toForm(false)}>
          {common("back")}
        </Button>
      </div>
    </form>
  );
}

function isOver({ code }: Problem): boolean {
  return code === "attempt_over";
}

/** Back to the form, with the login typed; by choice the attempt is given up, else the form says that it is over. */
function useWayBack({ id, login, to }: KeptAttempt): (over: boolean) => true {
  const go = useNavigate();
  return (over) => {
    forgetAttempt();
    // A server that does not hear it forgets the attempt by itself.
    if (!over) void cancelAttempt(id).catch(() => undefined);
    void go({
      to: "/sign-in",
      search: to === "/" ? {} : { to },
      state: { factorAsked: { login, over } },
      replace: true,
    });
    return true;
  };
}

/** After a reload only the server knows where the sign-in stands: here still, a step further, or nowhere. */
function useResume(attempt: KeptAttempt, onOver: () => void): void {
  const session = useSession();
  const goOn = useNextStep();
  const resume = useEffectEvent(async () => {
    if (firstStep()?.next === "second_factor") return;
    try {
      const outcome = await session.accept((await askAttempt(attempt.id)).step);
      if (outcome.next !== "second_factor") await goOn(outcome, attempt, true);
    } catch (thrown) {
      // A silent server is told when a code is sent to it.
      if (isOver(asProblem(thrown))) onOver();
    }
  });
  useEffect(() => void resume(), []);
}
