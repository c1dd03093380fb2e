import { type RefObject, useEffect, useRef, useState } from "react";
import { asProblem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { toast } from "../../../ui";
import { memoryOf, rememberIn } from "../../admission";
import type { Visit } from "../../room";
import { useMe } from "../../session";
import { type Arrive, returning } from "../model/arrivals";
import { loadRoomParts, type RoomParts } from "../model/room-parts";

/** A visit that has begun, with the code it is drawn by. */
export interface Standing {
  readonly visit: Visit;
  readonly parts: RoomParts;
  /** When it began, milliseconds since the epoch. */
  readonly began: number;
  /** Somebody was signed in when it began. */
  readonly signedIn: boolean;
}

/** The visit of this page: none at the door, one in the room. Leaving the page leaves the room. */
export function useVisit(number: string): {
  standing: Standing | null;
  begin: (arrive: Arrive) => void;
  backToDoor: () => void;
} {
  const [standing, setStanding] = useState<Standing | null>(null);
  const current = useRef<Visit | null>(null);
  const say = useProblemText();
  const signedIn = useMe() !== null;

  const put = (next: Standing | null) => {
    void current.current?.leave();
    current.current = next?.visit ?? null;
    setStanding(next);
  };
  const begin = async (arrive: Arrive) => {
    try {
      const parts = await loadRoomParts();
      const visit = parts.page.enter(number, arrive(parts), parts.createRoom);
      // The connection is on its way before the room is drawn: drawing would hold it up.
      await new Promise((turn) => setTimeout(turn));
      put({ visit, parts, began: Date.now(), signedIn });
    } catch (thrown) {
      // The room's code did not come: the door is the place to try again.
      rememberIn(number, { inRoom: false });
      put(null);
      toast(say(asProblem(thrown)), "notice");
    }
  };

  useReturn(number, begin);
  useLeaveOnUnmount(current);
  return { standing, begin: (arrive) => void begin(arrive), backToDoor: () => put(null) };
}

/** This tab was in the room: a reload goes straight back in. Once, however often React mounts the page. */
function useReturn(number: string, begin: (arrive: Arrive) => Promise<void>): void {
  const returned = useRef(false);
  const [first] = useState(() => () => begin(returning(number)));
  useEffect(() => {
    if (returned.current || !memoryOf(number).inRoom) return;
    returned.current = true;
    void first();
  }, [number, first]);
}

/** Going to another page leaves. The pause tells that from React's trial unmount in development. */
function useLeaveOnUnmount(current: RefObject<Visit | null>): void {
  const pending = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    if (pending.current !== null) clearTimeout(pending.current);
    return () => {
      pending.current = setTimeout(() => void current.current?.leave(), 0);
    };
  }, [current]);
}
