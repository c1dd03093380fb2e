import { createLazyRoute } from "@tanstack/react-router";
import { WideDoor } from "../app/frame/door";
import { UserSessions, useWaiting } from "../features/choose-session";
import { useReadable } from "../ui/state/use-readable";

/** The User sessions window: sign-in waits here for a place under the session limit. */
export const Route = createLazyRoute("/sign-in/sessions")({ component: UserSessionsPage });

function UserSessionsPage() {
  const { attempt } = Route.useRouteContext();
  const waiting = useWaiting(attempt);
  const state = useReadable(waiting);
  const login = state.is === "waiting" ? state.choice.account.login : attempt.login;
  return (
    <WideDoor width="window" who={login}>
      <UserSessions waiting={waiting} />
    </WideDoor>
  );
}
