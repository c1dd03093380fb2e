import { createContext, useContext } from "react";
import type { Present } from "../../../call";
import { useReadable } from "../../../ui/state/use-readable";
import type { RoomUi } from "../model/room-ui";
import type { Visit } from "../model/visit";

/** What every part of the room may use: the visit, and what is open on the page. */
export interface RoomContextValue {
  readonly visit: Visit;
  readonly ui: RoomUi;
}

export const RoomContext = createContext<RoomContextValue | null>(null);

export function useRoom(): RoomContextValue {
  const value = useContext(RoomContext);
  if (value === null) throw new Error("drawn outside of the room");
  return value;
}

/** Everyone present, and oneself among them. */
export function usePresent(): { present: readonly Present[]; self: Present | undefined } {
  const present = useReadable(useRoom().visit.room.present);
  return { present, self: present.find((person) => person.self) };
}
