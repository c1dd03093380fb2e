import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "../../../api";

/** What whoever has the number may know; a closed conference tells strangers no more than the number and the ways in. */
export const cardQuery = (number: string) =>
  queryOptions({
    queryKey: ["conferences", number, "card"],
    queryFn: () => answer(api.GET("/api/v1/conferences/{number}", { params: { path: { number } } })),
  });
