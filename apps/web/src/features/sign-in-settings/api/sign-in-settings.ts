import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { answer, api, type SignInSettings } from "../../../api";
import { serverQuery } from "../../server";

/** The settings as saved. */
export const signInSettingsQuery = queryOptions({
  queryKey: ["sign-in-settings"],
  queryFn: () => answer(api.GET("/api/v1/admin/settings/sign-in")),
});

/**
 * Saves one group of the settings. The endpoint takes them whole: the other groups are sent as they are saved at this
 * moment, not as this page once read them, so that another administrator's change stays.
 */
export function useSaveSignInSettings(): (change: Partial<SignInSettings>) => Promise<SignInSettings> {
  const queries = useQueryClient();
  return async (change) => {
    const now = await queries.fetchQuery({ ...signInSettingsQuery, staleTime: 0 });
    const saved = await answer(api.PUT("/api/v1/admin/settings/sign-in", { body: { ...now, ...change } }));
    queries.setQueryData(signInSettingsQuery.queryKey, saved);
    // What the server tells everybody before sign-in has some of this in it.
    void queries.invalidateQueries({ queryKey: serverQuery.queryKey });
    return saved;
  };
}
