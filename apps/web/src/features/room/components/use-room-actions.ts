import { useState } from "react";
import { asProblem } from "../../../api";
import type { RoomAction } from "../../../call";
import { useProblemText } from "../../../i18n";
import { toast } from "../../../ui";
import { putHand } from "../api/moderate";
import { useRoom } from "./room-context";

/** What the bar's buttons and the keys do. */
export function useRoomActions(): { act: (action: RoomAction) => void; handBusy: boolean } {
  const { visit, ui } = useRoom();
  const say = useProblemText();
  const [handBusy, setHandBusy] = useState(false);
  const { room } = visit;

  const hand = async () => {
    const self = room.present.get().find((person) => person.self);
    if (self === undefined || handBusy) return;
    setHandBusy(true);
    try {
      await putHand(visit.number, self.identity, self.handRaisedAt === null);
    } catch (thrown) {
      toast(say(asProblem(thrown)), "notice");
    } finally {
      setHandBusy(false);
    }
  };

  const act = (action: RoomAction) => {
    const { microphone, camera, screen } = room.sending.get();
    if (action === "microphone") void room.setMicrophone(!microphone);
    else if (action === "camera") void room.setCamera(!camera);
    else if (action === "screen") void room.setScreen(!screen);
    else if (action === "hand") void hand();
    else if (action === "chat" || action === "people") ui.togglePanel(action);
    else if (action === "layout") ui.setLayout(ui.get().layout === "grid" ? "speaker" : "grid");
    else ui.open(action);
  };
  return { act, handBusy };
}
