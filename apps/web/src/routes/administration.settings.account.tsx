import { createLazyRoute } from "@tanstack/react-router";
import { AccountSettings } from "../features/account-settings";

/** Administration > Settings > Account. */
export const Route = createLazyRoute("/shell/administration/settings/account")({ component: AccountSettings });
