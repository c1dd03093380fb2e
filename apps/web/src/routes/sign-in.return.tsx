import { createLazyRoute } from "@tanstack/react-router";
import { Door, DoorCard } from "../app/frame/door";
import { SupportLine } from "../features/sign-in";
import { ReturnStep } from "../features/third-party-return";

/** Where the browser comes back to from another site (SIGN-3). */
export const Route = createLazyRoute("/sign-in/return")({ component: ReturnPage });

function ReturnPage() {
  return (
    <Door>
      <DoorCard>
        <ReturnStep />
      </DoorCard>
      <SupportLine />
    </Door>
  );
}
