import type { QueryClient } from "@tanstack/react-query";
import { cardQuery, memoryOf } from "../../admission";
import { loadRoomParts } from "./room-parts";

/** Fetches beforehand what the page will need first: the card, and for a return to the room its code. Waits for neither. */
export function prepare(queries: QueryClient, number: string): void {
  void queries.prefetchQuery(cardQuery(number));
  if (memoryOf(number).inRoom) void loadRoomParts().catch(() => undefined);
}
