import { createLazyRoute } from "@tanstack/react-router";
import { Outbox } from "../features/outbox";

/** Administration > Outbox. */
export const Route = createLazyRoute("/shell/administration/outbox")({ component: Outbox });
