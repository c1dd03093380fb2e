import { createRoute, redirect } from "@tanstack/react-router";
import { serverQuery } from "../../features/server";
import { innerAddress, meQuery } from "../../features/session";
import { loadWords } from "../../i18n";
import { rootRoute, words } from "./base";

/** Sign-in. Who is signed in already goes on. */
export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search): { to?: string } => {
    const to = innerAddress(search.to);
    return to === undefined ? {} : { to };
  },
  beforeLoad: async ({ context, search }) => {
    const { me } = await context.queries.ensureQueryData(meQuery);
    if (me !== null) throw redirect({ href: search.to ?? "/", replace: true });
  },
  // A silent server is the form's to tell, not a reason to show no form.
  loader: ({ context }) =>
    Promise.all([loadWords("sign-in"), context.queries.ensureQueryData(serverQuery).catch(() => undefined)]),
}).lazy(() => import("../../routes/sign-in").then((file) => file.Route));

/** First set-up by the one-time link (ACC-18). */
export const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup",
  loader: words("setup", "set-password"),
}).lazy(() => import("../../routes/setup").then((file) => file.Route));

/** Choosing a password by an administrator's link. */
export const setPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/set-password",
  loader: words("set-password"),
}).lazy(() => import("../../routes/set-password").then((file) => file.Route));
