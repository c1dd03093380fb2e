import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../../../api";

/** What happens over the limit: let in without some rights, or wait for a place (SES-3, SES-4). */
export type Policy = "restrict" | "wait";

/** How many sessions an account may have, and how long they live (SES-1, SES-9). */
export interface SessionSettings {
  limit: number;
  policy: Policy;
  web_idle_minutes: number;
  app_idle_days: number;
  longest_web_days: number;
  longest_app_days: number;
}

/** What is going on: how many sessions there are, and were at most on each of the last days. */
export interface SessionOverview {
  sessions: number;
  restricted: number;
  own_limits: number;
  accounts_over: number;
  days: { day: string; most: number }[];
}

/** The settings as saved. */
export const settingsQuery = queryOptions({
  queryKey: ["session-settings"],
  queryFn: () => answer<SessionSettings>(later.GET("/api/v1/admin/settings/sessions")),
});

/** The state now; with `limit`, also how many accounts without a limit of their own are over it. */
export function overviewQuery(limit?: number) {
  return queryOptions({
    queryKey: ["session-overview", limit ?? null],
    queryFn: () =>
      answer<SessionOverview>(
        later.GET("/api/v1/admin/sessions/overview", { params: { query: limit === undefined ? {} : { limit } } }),
      ),
    refetchInterval: 60_000,
  });
}

/**
 * Saves one group of the settings. The endpoint takes them whole: the other group is sent as it is saved at this
 * moment, not as this page once read it, so that another administrator's change stays.
 */
export function useSaveSettings(): (change: Partial<SessionSettings>) => Promise<SessionSettings> {
  const queries = useQueryClient();
  return async (change) => {
    const now = await queries.fetchQuery({ ...settingsQuery, staleTime: 0 });
    const saved = await answer<SessionSettings>(
      later.PUT("/api/v1/admin/settings/sessions", { body: { ...now, ...change } }),
    );
    queries.setQueryData(settingsQuery.queryKey, saved);
    void queries.invalidateQueries({ queryKey: ["session-overview"] });
    return saved;
  };
}

const later = api as unknown as {
  // biome-ignore lint/suspicious/noExplicitAny: gone once the API description has these paths
  [M in "GET" | "PUT"]: (path: string, init?: object) => any;
};
