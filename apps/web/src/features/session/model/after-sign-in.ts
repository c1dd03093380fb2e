import type { Me } from "../../../api";

/** Where somebody goes who just signed in: on to `to`, past the notice when the session is restricted (SES-3). */
export function afterSignIn({ session }: Pick<Me, "session">, to: string): string {
  if (!session.restricted) return to;
  return to === "/" ? NOTICE : `${NOTICE}?${new URLSearchParams({ to })}`;
}

const NOTICE = "/session-limit";
