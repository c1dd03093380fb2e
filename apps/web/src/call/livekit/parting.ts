import { DisconnectReason } from "livekit-client";
import type { Parting } from "../media-room";

/**
 * What a disconnection means for the person. `asked` tells our own leaving from the library's: it also says
 * CLIENT_INITIATED when the browser froze the page, and then the session comes back by itself.
 */
export function partingOf(reason: DisconnectReason | undefined, asked: boolean): Parting {
  if (asked) return "left";
  switch (reason) {
    case DisconnectReason.DUPLICATE_IDENTITY:
      return "elsewhere";
    case DisconnectReason.PARTICIPANT_REMOVED:
      return "removed";
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
      return "ended";
    default:
      return "dropped";
  }
}
