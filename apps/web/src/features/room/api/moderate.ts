import { answer, api } from "../../../api";
import { memoryOf } from "../../admission";

/** What a moderator can switch off for someone; the person may switch it on again. */
export type MutableSource = "microphone" | "camera" | "screen_share";

/** Mutes one source of a person present. */
export async function mute(number: string, identity: string, source: MutableSource): Promise<void> {
  const params = { path: { number, identity } };
  await answer(api.POST("/api/v1/conferences/{number}/present/{identity}/mute", { params, body: { source } }));
}

/** Takes a person out of the room at once. */
export async function remove(number: string, identity: string): Promise<void> {
  await answer(
    api.DELETE("/api/v1/conferences/{number}/present/{identity}", { params: { path: { number, identity } } }),
  );
}

/** Raises or lowers a hand: one's own, proven by the session or by a guest's admission; a moderator lowers any. */
export async function putHand(number: string, identity: string, raised: boolean): Promise<void> {
  const { admission } = memoryOf(number);
  await answer(
    api.PUT("/api/v1/conferences/{number}/hand", {
      params: { path: { number } },
      body: { raised, identity, ...(admission !== null && { admission }) },
    }),
  );
}
