import { createRoute, redirect } from "@tanstack/react-router";
import { shellRoute, words } from "./base";

/** The list of settings: where a phone's tab leads. */
export const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings",
  loader: words("settings"),
}).lazy(() => import("../../routes/settings").then((file) => file.Route));

/** Own account: name, login, number, and the code for a phone (MOB-2). */
export const profileRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings/profile",
  loader: words("settings", "connect"),
}).lazy(() => import("../../routes/settings.profile").then((file) => file.Route));

/** Where the profile stood before: bookmarks still lead there. */
export const formerAccountRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings/account",
  beforeLoad: () => {
    throw redirect({ to: "/settings/profile", replace: true });
  },
});

/** Sign-in and security: the password, the second factor. */
export const securityRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings/security",
  loader: words("settings", "set-password", "second-factor", "connected-accounts"),
}).lazy(() => import("../../routes/settings.security").then((file) => file.Route));

/** Settings > Sessions > Active sessions (SES-7). */
export const sessionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings/sessions",
  loader: words("sessions"),
}).lazy(() => import("../../routes/settings.sessions").then((file) => file.Route));

/** Language and theme of this device. */
export const lookRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings/look",
  loader: words("settings"),
}).lazy(() => import("../../routes/settings.look").then((file) => file.Route));
