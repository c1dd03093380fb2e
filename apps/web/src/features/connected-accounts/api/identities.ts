import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "../../../api";

/** The other sites that know one, the oldest first. */
export const identitiesQuery = queryOptions({
  queryKey: ["identities"],
  queryFn: async () => (await answer(api.GET("/api/v1/me/identities"))).identities,
});

/** Takes a connection away: one logs in through that site no longer. Needs a fresh proof. */
export async function disconnect(id: string): Promise<void> {
  await answer(api.DELETE("/api/v1/me/identities/{id}", { params: { path: { id } } }));
}
