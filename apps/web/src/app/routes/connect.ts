import { createRoute } from "@tanstack/react-router";
import { serverQuery } from "../../features/server";
import { meQuery } from "../../features/session";
import { loadWords } from "../../i18n";
import { rootRoute } from "./base";

/** The link in a server's code (MOB-2). */
export const connectRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/connect",
  loader: ({ context }) =>
    Promise.all([
      loadWords("connect"),
      context.queries.ensureQueryData(meQuery),
      context.queries.ensureQueryData(serverQuery),
    ]),
}).lazy(() => import("../../routes/connect").then((file) => file.Route));
