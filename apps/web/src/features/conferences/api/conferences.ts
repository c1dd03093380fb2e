import { queryOptions } from "@tanstack/react-query";
import { answer, api, type ConferenceSettings } from "../../../api";

/** The whole record of a conference, for its participants. */
export const settingsQuery = (number: string) =>
  queryOptions({
    queryKey: ["conferences", number, "settings"],
    queryFn: () => answer(api.GET("/api/v1/conferences/{number}/settings", { params: { path: { number } } })),
  });

/** What a person decides about a conference. */
export interface ConferenceWishes {
  name: string;
  access: "open" | "closed";
  /** Everyone on the list, moderators too, by account id. */
  participants: string[];
  moderators: string[];
}

/** Makes a conference; the server gives it a number. */
export function createConference(wishes: ConferenceWishes): Promise<ConferenceSettings> {
  return answer(api.POST("/api/v1/conferences", { body: wishes }));
}

/** Changes what differs. */
export function changeConference(
  number: string,
  change: Partial<ConferenceWishes> & { guests?: boolean },
): Promise<ConferenceSettings> {
  return answer(api.PATCH("/api/v1/conferences/{number}/settings", { params: { path: { number } }, body: change }));
}

/** Deletes a conference: its room ends, its link stops working. */
export async function deleteConference(number: string): Promise<void> {
  await answer(api.DELETE("/api/v1/conferences/{number}", { params: { path: { number } } }));
}
