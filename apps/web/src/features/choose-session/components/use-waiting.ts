import { useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useState } from "react";
import { useReadable } from "../../../ui/state/use-readable";
import { afterSignIn, type TabSession, useSession } from "../../session";
import { type Answered, askAttempt, askToGoOn, cancelAttempt, leftOf, openAttempt } from "../api/attempt";
import { firstStep, forgetAttempt, type KeptAttempt } from "../model/kept-attempt";
import { type Standing, Waiting, type WaitingPorts, type WaitingState } from "../model/waiting";

/** The wait of this tab: open while the page stands; leads on when a place is given, back to the form when it is over. */
export function useWaiting(attempt: KeptAttempt): Waiting {
  const session = useSession();
  const go = useNavigate();
  const [waiting] = useState(() => new Waiting(portsOf(attempt.id, session), first()));
  const state = useReadable(waiting);
  useEffect(() => {
    waiting.start();
    return () => waiting.stop();
  }, [waiting]);

  const leave = useEffectEvent((state: WaitingState) => {
    if (state.is === "elsewhere") return void go({ to: "/sign-in/second-factor", replace: true });
    if (state.is !== "done" && state.is !== "over") return;
    forgetAttempt();
    if (state.is === "done") {
      // Who chose to go on restricted need not be told that they are.
      void go({ href: state.knowingly ? attempt.to : afterSignIn(state.me, attempt.to), replace: true });
      return;
    }
    const search = attempt.to === "/" ? {} : { to: attempt.to };
    const waited = { login: attempt.login, over: !state.cancelled };
    void go({ to: "/sign-in", search, state: { waited }, replace: true });
  });
  useEffect(() => leave(state), [state]);

  return waiting;
}

function first(): Standing | undefined {
  const step = firstStep();
  return step?.next === "choose_session" ? { outcome: step, left: leftOf(step, null) } : undefined;
}

function portsOf(attempt: string, session: TabSession): WaitingPorts {
  const stand = async ({ step, left }: Answered): Promise<Standing> => ({ outcome: await session.accept(step), left });
  return {
    ask: async () => stand(await askAttempt(attempt)),
    goOn: async (choosing) => stand(await askToGoOn(attempt, choosing)),
    cancel: () => cancelAttempt(attempt),
    connect: (hears) => openAttempt(attempt, hears),
    after: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    clock: () => performance.now(),
  };
}
