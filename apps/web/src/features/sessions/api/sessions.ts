import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "../../../api";

/** Signed-in devices, newest first, how many are allowed (0: no limit), and how many must end to free this one. */
export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: () => answer(api.GET("/api/v1/sessions")),
  // The stream tells of sessions that come and go, nothing tells that another device moved; a background question is no activity (SES-9).
  refetchInterval: 60_000,
});

/** Ends one session. */
export async function endSession(id: string): Promise<void> {
  await answer(api.DELETE("/api/v1/sessions/{id}", { params: { path: { id } } }));
}

/** Ends all sessions but this one; how many ended. */
export async function endOtherSessions(): Promise<number> {
  return (await answer(api.DELETE("/api/v1/sessions"))).ended;
}
