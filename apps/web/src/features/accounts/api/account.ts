import { queryOptions } from "@tanstack/react-query";
import { answer, api, type ManagedAccount } from "../../../api";

/** The account's page. */
export function accountQuery(id: string) {
  return queryOptions({
    queryKey: ["account", id],
    queryFn: () => answer(api.GET("/api/v1/admin/accounts/{id}", at(id))),
    // A lock comes and goes by itself.
    refetchInterval: 30_000,
  });
}

/** The account's sessions, newest first. */
export function accountSessionsQuery(id: string) {
  return queryOptions({
    queryKey: ["account", id, "sessions"],
    queryFn: () => answer(api.GET("/api/v1/admin/accounts/{id}/sessions", at(id))),
    refetchInterval: 30_000,
  });
}

/** Gives the account a limit of its own; null takes it away. */
export function setSessionLimit(id: string, session_limit: number | null): Promise<ManagedAccount> {
  return answer(api.PATCH("/api/v1/admin/accounts/{id}", { ...at(id), body: { session_limit } }));
}

/** Ends one of the account's sessions. */
export async function endSessionOf(id: string, session: string): Promise<void> {
  await answer(api.DELETE("/api/v1/admin/accounts/{id}/sessions/{session}", { params: { path: { id, session } } }));
}

/** Ends all of the account's sessions; how many ended. */
export async function endSessionsOf(id: string): Promise<number> {
  return (await answer(api.DELETE("/api/v1/admin/accounts/{id}/sessions", at(id)))).ended;
}

/** Lifts the lock that failed sign-ins put on the account. */
export async function liftLock(id: string): Promise<void> {
  await answer(api.DELETE("/api/v1/admin/accounts/{id}/lock", at(id)));
}

/** Removes the account's second factor, so that the password alone lets in. Whoever does it makes sure who asks. */
export async function removeFactorOf(id: string): Promise<void> {
  await answer(api.DELETE("/api/v1/admin/accounts/{id}/second-factor", at(id)));
}

const at = (id: string) => ({ params: { path: { id } } });
