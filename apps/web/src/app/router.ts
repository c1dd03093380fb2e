import type { QueryClient } from "@tanstack/react-query";
import { createRouter } from "@tanstack/react-router";
import type { EndReason } from "../api";
import { FailedPage, NotFoundPage, Pending } from "./frame/last-resort";
import {
  accountRoute,
  accountSettingsRoute,
  accountsRoute,
  administrationRoute,
  auditLogRoute,
  outboxRoute,
  signInSettingsRoute,
} from "./routes/administration";
import { rootRoute, shellRoute } from "./routes/base";
import { conferencesInShell, conferencesOutside } from "./routes/conferences";
import { connectRoute } from "./routes/connect";
import {
  linkRoute,
  returnRoute,
  secondFactorRoute,
  sessionLimitRoute,
  setPasswordRoute,
  setupRoute,
  signInRoute,
  userSessionsRoute,
} from "./routes/doors";
import { homeRoute, joinRoute } from "./routes/home";
import {
  formerAccountRoute,
  lookRoute,
  profileRoute,
  securityRoute,
  sessionsRoute,
  settingsRoute,
} from "./routes/settings";

const tree = rootRoute.addChildren([
  signInRoute,
  secondFactorRoute,
  userSessionsRoute,
  returnRoute,
  linkRoute,
  sessionLimitRoute,
  setupRoute,
  setPasswordRoute,
  connectRoute,
  ...conferencesOutside,
  shellRoute.addChildren([
    homeRoute,
    joinRoute,
    ...conferencesInShell,
    settingsRoute,
    profileRoute,
    formerAccountRoute,
    sessionsRoute,
    securityRoute,
    lookRoute,
    administrationRoute,
    accountsRoute,
    accountRoute,
    auditLogRoute,
    outboxRoute,
    accountSettingsRoute,
    signInSettingsRoute,
  ]),
]);

/** The addresses of the client and what stands at each. Every page is a chunk of its own. */
export function createAppRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: "intent",
    defaultErrorComponent: FailedPage,
    defaultNotFoundComponent: NotFoundPage,
    defaultPendingComponent: Pending,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
  interface HistoryState {
    /** Why one stands at sign-in: the session that ended, told by the server. */
    signedOut?: EndReason | undefined;
    /** One waited for a place under the session limit: with which login, and whether the wait is over by itself. */
    waited?: { login: string; over: boolean } | undefined;
    /** One was to prove a second factor: with which login, and whether that took too long. */
    factorAsked?: { login: string; over: boolean } | undefined;
  }
}
