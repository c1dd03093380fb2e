import { createRoute } from "@tanstack/react-router";
import { shellRoute, words } from "./base";

/** The personal account's first page. */
export const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/",
  loader: words("join", "sessions"),
}).lazy(() => import("../../routes/home").then((file) => file.Route));

/** The same Join conference widget, from the side menu (CNF-3). */
export const joinRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/join",
  loader: words("join", "sessions"),
}).lazy(() => import("../../routes/join").then((file) => file.Route));
