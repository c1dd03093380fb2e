import { createLazyRoute } from "@tanstack/react-router";
import { Door, DoorCard } from "../app/frame/door";
import { SecondFactorStep, SupportLine } from "../features/sign-in";

/** The second factor of a sign-in: one card, like the form before it. */
export const Route = createLazyRoute("/sign-in/second-factor")({ component: SecondFactorPage });

function SecondFactorPage() {
  const { attempt } = Route.useRouteContext();
  return (
    <Door>
      <DoorCard>
        <SecondFactorStep attempt={attempt} />
      </DoorCard>
      <SupportLine />
    </Door>
  );
}
