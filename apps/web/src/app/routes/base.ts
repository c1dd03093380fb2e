import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, redirect } from "@tanstack/react-router";
import { meQuery } from "../../features/session";
import { loadWords } from "../../i18n";

/** What every route may ask for. */
export interface RouteContext {
  queries: QueryClient;
}

/** The trunk: what stands round every page, the error and the not-found page. */
export const rootRoute = createRootRouteWithContext<RouteContext>()();

/** Pages inside the frame with the side menu: only for who is signed in, others are sent to sign-in and back. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  beforeLoad: async ({ context, location }) => {
    const whom = await context.queries.ensureQueryData(meQuery);
    if (whom.me === null) {
      throw redirect({
        to: "/sign-in",
        search: location.href === "/" ? {} : { to: location.href },
        state: { signedOut: whom.reason },
        replace: true,
      });
    }
  },
}).lazy(() => import("../frame/shell").then((file) => file.Route));

/** Loads a page's words beside its code. */
export const words =
  (...namespaces: string[]) =>
  () =>
    loadWords(...namespaces);
