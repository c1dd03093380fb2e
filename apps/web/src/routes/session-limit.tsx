import { createLazyRoute } from "@tanstack/react-router";
import { WideDoor } from "../app/frame/door";
import { useSignedIn } from "../features/session";
import { LimitNotice } from "../features/session-limit";

/** The notice after signing in over the session limit. */
export const Route = createLazyRoute("/session-limit")({ component: SessionLimitPage });

function SessionLimitPage() {
  const { to = "/" } = Route.useSearch();
  const { account, session } = useSignedIn();
  return (
    <WideDoor width="notice" who={account.name}>
      <LimitNotice restricted={session.restricted} to={to} />
    </WideDoor>
  );
}
