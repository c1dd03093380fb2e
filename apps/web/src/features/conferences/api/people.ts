import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "../../../api";

/** Accounts whose name, login or number contains `search`; twenty at most. What was found before stays meanwhile. */
export const peopleQuery = (search: string) =>
  queryOptions({
    queryKey: ["people", search],
    queryFn: async () => (await answer(api.GET("/api/v1/people", { params: { query: { search } } }))).items,
    enabled: search !== "",
    placeholderData: keepPreviousData,
  });
