import type { QueryClient } from "@tanstack/react-query";
import { cardQuery, memoryOf } from "../../admission";
import { loadRoomParts } from "./room-parts";

/**
 * Fetches what the page needs first: at the door the card; on the way back into the room its code, and the card need
 * not be waited for. Fails never: the page itself tells what did not come.
 */
export async function prepare(queries: QueryClient, number: string): Promise<void> {
  const card = queries.prefetchQuery(cardQuery(number));
  if (memoryOf(number).inRoom) void loadRoomParts().catch(() => undefined);
  else await card;
}
