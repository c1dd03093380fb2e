import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api } from "../../../api";

/** The letters, closed, newest first, page by page. */
export const outboxQuery = infiniteQueryOptions({
  queryKey: ["outbox"],
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam }) =>
    answer(api.GET("/api/v1/admin/outbox", { params: { query: pageParam ? { cursor: pageParam } : {} } })),
  getNextPageParam: (page) => page.next ?? undefined,
});

/** One letter, open. Every request is written to the audit log, so it is made only when somebody reads. */
export function letterQuery(id: string) {
  return queryOptions({
    queryKey: ["outbox", "letter", id],
    queryFn: () => answer(api.GET("/api/v1/admin/outbox/{id}", { params: { path: { id } } })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
}
