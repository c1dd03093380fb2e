import { createLazyRoute } from "@tanstack/react-router";
import { Door, DoorCard } from "../app/frame/door";
import { OpenedConnectLink } from "../features/connect";

/** `/connect#name=…`: the link in a server's code, opened by a device that has no app for it. */
export const Route = createLazyRoute("/connect")({ component: ConnectPage });

function ConnectPage() {
  return (
    <Door>
      <DoorCard>
        <OpenedConnectLink />
      </DoorCard>
    </Door>
  );
}
