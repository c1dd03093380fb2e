import { createRoute, notFound } from "@tanstack/react-router";
import { maySeeAdministration, meQuery } from "../../features/session";
import { shellRoute, words } from "./base";

/** Administration > Accounts Manager (ACC-13). For others the page is not there; the server refuses them anyway. */
export const accountsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/administration/accounts",
  beforeLoad: async ({ context }) => {
    const { me } = await context.queries.ensureQueryData(meQuery);
    if (me === null || !maySeeAdministration(me.account.level)) throw notFound();
  },
  loader: words("accounts"),
}).lazy(() => import("../../routes/administration.accounts").then((file) => file.Route));
