import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "../../../api";

/** Conferences where the person is a participant. The event stream says when to ask again (`conferences_changed`). */
export const myConferencesQuery = queryOptions({
  queryKey: ["conferences"],
  queryFn: async () => (await answer(api.GET("/api/v1/conferences"))).items,
});
