import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "../../api";

/** What the server is and offers (SIGN-4). Asked once a page. */
export const serverQuery = queryOptions({
  queryKey: ["server"],
  queryFn: () => answer(api.GET("/api/v1/server")),
  staleTime: Number.POSITIVE_INFINITY,
});
