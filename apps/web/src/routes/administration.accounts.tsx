import { createLazyRoute } from "@tanstack/react-router";
import { AccountsManager } from "../features/accounts";

/** Administration > Accounts Manager. */
export const Route = createLazyRoute("/shell/administration/accounts")({ component: AccountsManager });
