import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { answer, api, type SessionSettings } from "../../../api";

/** The settings as saved. */
export const settingsQuery = queryOptions({
  queryKey: ["session-settings"],
  queryFn: () => answer(api.GET("/api/v1/admin/settings/sessions")),
});

/** The state now; with `limit`, also how many accounts without a limit of their own are over it. */
export function overviewQuery(limit?: number) {
  return queryOptions({
    queryKey: ["session-overview", limit ?? null],
    queryFn: () =>
      answer(api.GET("/api/v1/admin/sessions/overview", { params: { query: limit === undefined ? {} : { limit } } })),
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
    const saved = await answer(api.PUT("/api/v1/admin/settings/sessions", { body: { ...now, ...change } }));
    queries.setQueryData(settingsQuery.queryKey, saved);
    void queries.invalidateQueries({ queryKey: ["session-overview"] });
    return saved;
  };
}
