import { createContext, useContext, useEffect, useEffectEvent, useState } from "react";
import { asProblem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { toast } from "../../../ui";
import type { ServerEvent } from "../model/server-event";
import type { TabSession } from "../session";

/** The tab's session, for the parts that act on it. */
export const SessionContext = createContext<TabSession | null>(null);

/** The tab's session. */
export function useSession(): TabSession {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("drawn outside of SessionContext");
  return session;
}

/** Signs out; a failure is told and changes nothing. */
export function useSignOut(): { signOut: () => void; busy: boolean } {
  const session = useSession();
  const say = useProblemText();
  const [busy, setBusy] = useState(false);
  const signOut = () => {
    setBusy(true);
    session
      .signOut()
      .catch((thrown: unknown) => toast(say(asProblem(thrown)), "notice"))
      .finally(() => setBusy(false));
  };
  return { signOut, busy };
}

/** Acts on what the server says while this part stands. */
export function useServerEvents(heard: (event: ServerEvent) => void): void {
  const session = useSession();
  const hear = useEffectEvent(heard);
  useEffect(() => session.listen(hear), [session]);
}
