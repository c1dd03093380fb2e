import { createRoute, redirect } from "@tanstack/react-router";
import { meQuery } from "../../features/session";
import { loadWords } from "../../i18n";
import { rootRoute, shellRoute, words } from "./base";

/**
 * Routes of conferences: list, create and edit inside the frame; pre-join and the room outside it. Each is lazy,
 * so that sign-in and home load none of the room's code.
 */

/** One's own conferences (CNF-14). */
export const conferencesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/conferences",
  loader: words("conferences", "invitation"),
}).lazy(() => import("../../routes/conferences").then((file) => file.Route));

/** Making one. */
export const newConferenceRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/conferences/new",
  loader: words("conferences", "invitation"),
}).lazy(() => import("../../routes/conferences.new").then((file) => file.Route));

/** One of them: its link and its settings. */
export const conferenceRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/conferences/$number",
  loader: words("conferences", "invitation"),
}).lazy(() => import("../../routes/conferences.number").then((file) => file.Route));

/** The page behind a conference's link: pre-join, the room, and what comes after (CNF-1 to 4, CNF-13). */
export const doorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/c/$number",
  beforeLoad: async ({ params, location }) => {
    // What a link sets is taken out of the address bar before anything is drawn (CNF-9).
    if (Object.keys(location.search).length === 0) return;
    const { takeLink } = await import("../../features/conference-door");
    const clean = takeLink(params.number, new URL(location.href, window.location.origin));
    if (clean !== null) throw redirect({ href: clean, replace: true });
  },
  loader: async ({ context, params }) => {
    const door = import("../../features/conference-door").then(({ prepare }) =>
      prepare(context.queries, params.number),
    );
    await Promise.all([
      door,
      loadWords("pre-join", "devices", "room", "invitation"),
      // Recognition needs an answer; a silent server is told by the page itself.
      context.queries.ensureQueryData(meQuery),
    ]);
  },
}).lazy(() => import("../../routes/conference-door").then((file) => file.Route));

/** Inside the side menu's frame. */
export const conferencesInShell = [conferencesRoute, newConferenceRoute, conferenceRoute] as const;

/** On their own: `/c/{number}`. */
export const conferencesOutside = [doorRoute] as const;
