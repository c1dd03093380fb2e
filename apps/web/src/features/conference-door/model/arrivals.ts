import { memoryOf } from "../../admission";
import type { JoinRequest } from "../../pre-join";
import type { Arrival } from "../../room";
import type { RoomParts } from "./room-parts";

/** How a visit begins, once the room's code is there. */
export type Arrive = (parts: RoomParts) => Arrival;

/** From the door: admitted, with the tracks of the preview. */
export function arrived({ admission, capture, choice, wanted }: JoinRequest): Arrive {
  return () => ({ admission, capture, choice, wanted });
}

/** Straight back in: devices as this tab remembers them. */
export function returning(number: string): Arrive {
  return ({ page }) => {
    const { microphone, camera, choice } = memoryOf(number);
    const wanted = { microphone, camera };
    return { admission: null, capture: page.capture(wanted, choice), choice, wanted };
  };
}
