import { useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, type Problem } from "../../../api";
import { forgetSecret, openedSecret, watchSecret } from "../../../platform/browser/fragment";
import { toast } from "../../../ui";
import { forgetAttempt, keepAttempt } from "../../choose-session";
import { useSession } from "../../session";
import { useNextStep } from "../../sign-in";
import { forgetVisit, type KeptVisit, keptVisit } from "../../third-party";
import { proveByVisit, redeem } from "../api/return";
import { cameBack, type NoCode } from "../model/came-back";
import { entranceTo } from "../model/entrance-to";

/** Where the way back stands. */
export type ReturnState =
  | { is: "coming" }
  | { is: "no_code"; why: NoCode }
  /** The server refused the code, or did not answer. */
  | { is: "refused"; problem: Problem };

interface Return {
  state: ReturnState;
  /** The visit that this tab began, if it did. */
  visit: KeptVisit | undefined;
  /** Redeems the same code once more, where the server may not have heard of it. */
  again: () => void;
}

/** Redeems what the browser came back with, once, and goes on as after a password. */
export function useReturn(): Return {
  const fragment = useSyncExternalStore(watchSecret, openedSecret);
  const [visit] = useState(keptVisit);
  const [state, setState] = useState<ReturnState>({ is: "coming" });
  const goOn = useGoingOn();
  const nothing = useNothing();
  const taken = useRef<string>(undefined);

  const take = async () => {
    const back = cameBack(fragment, visit);
    if (back.is === "nothing") return nothing();
    if (back.is === "no_code") {
      forgetVisit();
      return setState(back);
    }
    setState({ is: "coming" });
    try {
      await goOn(back.code, back.visit);
    } catch (thrown) {
      setState({ is: "refused", problem: asProblem(thrown) });
    }
  };
  const begin = useEffectEvent(() => {
    if (taken.current === fragment) return;
    taken.current = fragment;
    void take();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another return to the same open page is another thing to take
  useEffect(() => begin(), [fragment]);
  return { state, visit, again: () => void take() };
}

/** Redeems a code and leads to wherever the sign-in stands then. */
function useGoingOn(): (code: string, visit: KeptVisit) => Promise<void> {
  const session = useSession();
  const goOn = useNextStep();
  const go = useNavigate();
  const { t } = useTranslation("third-party");
  return async (code, { purpose, verifier, to }) => {
    if (purpose === "proof") {
      await answered(proveByVisit(code, verifier));
      toast(t("return.proven"));
      return go({ href: to, replace: true });
    }
    const { step } = await answered(redeem(code, verifier, entranceTo(to)));
    if (step.next !== "link") return goOn(await session.accept(step), { login: "", to }, true);
    forgetAttempt();
    keepAttempt({ id: step.attempt.id, login: "", to }, step);
    await go({ to: "/sign-in/link", replace: true });
  };
}

/** Any answer has used the code up; only when there was none it may still be good. */
async function answered<T>(call: Promise<T>): Promise<T> {
  const used = () => {
    forgetVisit();
    forgetSecret();
  };
  try {
    const answer = await call;
    used();
    return answer;
  } catch (thrown) {
    if (asProblem(thrown).status !== 0) used();
    throw thrown;
  }
}

/** Nothing to take: to the form, which leads on whoever is signed in. */
function useNothing(): () => void {
  const go = useNavigate();
  return () => void go({ to: "/sign-in", search: {}, replace: true });
}
