import { useNavigate } from "@tanstack/react-router";
import { forgetAttempt, type KeptAttempt, keepAttempt } from "../../choose-session";
import { afterSignIn, type SignInOutcome } from "../../session";

/** Where each further step of a sign-in stands. */
const PAGES = { second_factor: "/sign-in/second-factor", choose_session: "/sign-in/sessions" } as const;

/** What goes along from step to step: the login that was typed, and where to go afterwards. */
type Along = Pick<KeptAttempt, "login" | "to">;

/** Goes on with a sign-in (SIGN-2): to where the person was going, or to the page of the next step. */
export function useNextStep(): (outcome: SignInOutcome, along: Along, replace?: boolean) => Promise<void> {
  const go = useNavigate();
  return async (outcome, { login, to }, replace) => {
    if (outcome.next === "done") {
      forgetAttempt();
      return go({ href: afterSignIn(outcome.me, to), replace: true });
    }
    keepAttempt({ id: outcome.attempt.id, login, to }, outcome);
    await go({ to: PAGES[outcome.next], ...(replace && { replace }) });
  };
}
