import { createRoute, notFound } from "@tanstack/react-router";
import type { Permission } from "../../api";
import { readFilter } from "../../features/audit-log";
import { may, meQuery } from "../../features/session";
import { type RouteContext, shellRoute, words } from "./base";

/** For others the pages are not there; the server refuses them anyway. */
const onlyWho =
  (permission: Permission) =>
  async ({ context }: { context: RouteContext }) => {
    const { me } = await context.queries.ensureQueryData(meQuery);
    if (!may(me, permission)) throw notFound();
  };

/** The list of administration's pages: where a phone's tab leads. */
export const administrationRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/administration",
  beforeLoad: onlyWho("manage_accounts"),
}).lazy(() => import("../../routes/administration").then((file) => file.Route));

/** Administration > Accounts Manager (ACC-13). */
export const accountsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/administration/accounts",
  beforeLoad: onlyWho("manage_accounts"),
  loader: words("accounts"),
}).lazy(() => import("../../routes/administration.accounts").then((file) => file.Route));

/** Administration > Audit log: what it shows stands in its address (ACC-17). */
export const auditLogRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/administration/audit-log",
  validateSearch: readFilter,
  beforeLoad: onlyWho("read_audit_log"),
  loader: words("audit-log", "outbox", "accounts"),
}).lazy(() => import("../../routes/administration.audit-log").then((file) => file.Route));

/** Administration > Outbox (ACC-11). */
export const outboxRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/administration/outbox",
  beforeLoad: onlyWho("read_audit_log"),
  loader: words("outbox", "accounts"),
}).lazy(() => import("../../routes/administration.outbox").then((file) => file.Route));

/** Administration > Settings > Account (SES-1, ACC-1). */
export const accountSettingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/administration/settings/account",
  beforeLoad: onlyWho("change_settings"),
  loader: words("account-settings"),
}).lazy(() => import("../../routes/administration.settings.account").then((file) => file.Route));

/** Administration > Settings > Sign-in (CAP-1, ACC-9, SIGN-3, SIGN-5). */
export const signInSettingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/administration/settings/sign-in",
  beforeLoad: onlyWho("change_settings"),
  loader: words("sign-in-settings", "third-party-settings"),
}).lazy(() => import("../../routes/administration.settings.sign-in").then((file) => file.Route));

/** Administration > Accounts Manager > one account. */
export const accountRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/administration/accounts/$id",
  beforeLoad: onlyWho("manage_accounts"),
  loader: words("accounts", "sessions"),
}).lazy(() => import("../../routes/administration.accounts.id").then((file) => file.Route));
