/** The typed client of Vestibule's API. Types come from `docs/openapi.json`; nothing here knows a screen. */
export { type Api, type ApiOptions, answer, createApi } from "./client";
export { asProblem, Problem } from "./problem";
export type { components, paths } from "./schema";
export type * from "./types";
