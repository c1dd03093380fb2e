import { createRoute, redirect } from "@tanstack/react-router";
import { loadCaptcha } from "../../features/captcha";
import { keptAttempt } from "../../features/choose-session";
import { serverQuery } from "../../features/server";
import { innerAddress, meQuery } from "../../features/session";
import { sessionsQuery } from "../../features/sessions";
import { loadWords } from "../../i18n";
import { type RouteContext, rootRoute, words } from "./base";

/** Where sign-in leads afterwards, when that is not home. */
function goingTo(search: Record<string, unknown>): { to?: string } {
  const to = innerAddress(search.to);
  return to === undefined ? {} : { to };
}

/** The sign-in this tab has not finished. Who is signed in goes on, who has not begun is sent to do so. */
async function unfinished({ queries }: RouteContext) {
  const attempt = keptAttempt();
  const { me } = await queries.ensureQueryData(meQuery);
  if (me !== null) throw redirect({ href: attempt?.to ?? "/", replace: true });
  if (!attempt) throw redirect({ to: "/sign-in", replace: true });
  return { attempt };
}

/** Sign-in. Who is signed in already goes on. */
export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: goingTo,
  beforeLoad: async ({ context, search }) => {
    const { me } = await context.queries.ensureQueryData(meQuery);
    if (me !== null) throw redirect({ href: search.to ?? "/", replace: true });
  },
  // A silent server is the form's to tell, not a reason to show no form.
  loader: async ({ context }) => {
    const asked = context.queries.ensureQueryData(serverQuery).catch(() => undefined);
    const [server] = await Promise.all([asked, loadWords("sign-in")]);
    if (server?.captcha === "always") await loadCaptcha().catch(() => undefined);
  },
}).lazy(() => import("../../routes/sign-in").then((file) => file.Route));

/** The second factor of a sign-in whose password was right (ACC-16). Without one there is nothing to prove here. */
export const secondFactorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in/second-factor",
  beforeLoad: ({ context }) => unfinished(context),
  loader: words("second-factor", "sign-in"),
}).lazy(() => import("../../routes/sign-in.second-factor").then((file) => file.Route));

/** The User sessions window of a sign-in that waits (SES-4). Without one there is nothing to choose here. */
export const userSessionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in/sessions",
  beforeLoad: ({ context }) => unfinished(context),
  loader: words("session-limit", "sessions"),
}).lazy(() => import("../../routes/sign-in.sessions").then((file) => file.Route));

/** Back from another site (SIGN-3): what it came with leaves the address before anything is drawn. */
export const returnRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in/return",
  loader: words("third-party", "sign-in"),
}).lazy(() => import("../../routes/sign-in.return").then((file) => file.Route));

/** Connecting an account with who one is at another site (SIGN-3). Without an offer there is nothing to connect here. */
export const linkRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in/link",
  beforeLoad: ({ context }) => unfinished(context),
  loader: async ({ context }) => {
    const asked = context.queries.ensureQueryData(serverQuery).catch(() => undefined);
    const [server] = await Promise.all([asked, loadWords("third-party", "sign-in")]);
    if (server?.captcha === "always") await loadCaptcha().catch(() => undefined);
  },
}).lazy(() => import("../../routes/sign-in.link").then((file) => file.Route));

/** The notice after a sign-in over the limit (SES-3): past it whoever is not restricted. */
export const sessionLimitRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/session-limit",
  validateSearch: goingTo,
  beforeLoad: async ({ context, search, cause }) => {
    const whom = await context.queries.ensureQueryData(meQuery);
    if (whom.me === null) {
      throw redirect({ to: "/sign-in", search, state: { signedOut: whom.reason }, replace: true });
    }
    // Freed while it stands, it says so and stays; nobody comes to it free.
    if (cause === "enter" && !whom.me.session.restricted) throw redirect({ href: search.to ?? "/", replace: true });
  },
  loader: ({ context }) =>
    Promise.all([
      loadWords("session-limit", "sessions"),
      context.queries.ensureQueryData(sessionsQuery).catch(() => undefined),
    ]),
}).lazy(() => import("../../routes/session-limit").then((file) => file.Route));

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
