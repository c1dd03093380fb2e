import { createRoute } from "@tanstack/react-router";
import { shellRoute, words } from "./base";

/** The list of settings: where a phone's tab leads. */
export const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings",
  loader: words("settings"),
}).lazy(() => import("../../routes/settings").then((file) => file.Route));

/** Own account: name and password. */
export const accountRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings/account",
  loader: words("settings", "set-password"),
}).lazy(() => import("../../routes/settings.account").then((file) => file.Route));

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
