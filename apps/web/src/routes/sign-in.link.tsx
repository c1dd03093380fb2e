import { createLazyRoute } from "@tanstack/react-router";
import { Door, DoorCard } from "../app/frame/door";
import { SupportLine } from "../features/sign-in";
import { LinkStep } from "../features/third-party-return";

/** Connecting an account with who one is at another site (SIGN-3): one card, with the usual form in it. */
export const Route = createLazyRoute("/sign-in/link")({ component: LinkPage });

function LinkPage() {
  const { attempt } = Route.useRouteContext();
  return (
    <Door>
      <DoorCard>
        <LinkStep attempt={attempt} />
      </DoorCard>
      <SupportLine />
    </Door>
  );
}
