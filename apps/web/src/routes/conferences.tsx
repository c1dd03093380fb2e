import { createLazyRoute } from "@tanstack/react-router";
import { ConferencesPage } from "../features/conferences";

/** One's own conferences. */
export const Route = createLazyRoute("/shell/conferences")({ component: ConferencesPage });
