import { infiniteQueryOptions } from "@tanstack/react-query";
import { answer, api } from "../../../api";
import { type AuditFilter, PAGE, questionOf } from "../model/filter";

/**
 * The entries that match, newest first, page by page. The first page is as long as what was shown before, so that a
 * reload, and Back, show as much as there was.
 */
export function auditLogQuery(filter: AuditFilter, first: number) {
  const question = questionOf(filter);
  return infiniteQueryOptions({
    queryKey: ["audit-log", question],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/v1/admin/audit-log", {
          params: {
            query: { ...question, limit: pageParam ? PAGE : first, ...(pageParam && { cursor: pageParam }) },
          },
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  });
}
