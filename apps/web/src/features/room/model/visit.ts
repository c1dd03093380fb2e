import { type Admission, asProblem } from "../../../api";
import {
  browserCapture,
  type Capture,
  type Chat,
  createChat,
  createScene,
  createSession,
  createStore,
  type DeviceChoice,
  type Ending,
  type Intent,
  type MediaRoom,
  open,
  type Readable,
  type SceneModel,
  type Session,
  TILES_PER_PAGE,
} from "../../../call";
import { admit, asAsked, forgetAdmission, memoryOf, passOf, rememberIn } from "../../admission";
import { roomPreferences } from "./preferences";

/** One visit to a room: everything the room's page draws and acts on. Made when the person joins, over when they are out. */
export interface Visit {
  readonly number: string;
  readonly room: MediaRoom;
  readonly session: Session;
  readonly scene: SceneModel;
  readonly chat: Chat;
  /** Name, access and link, as told to those inside; null until the first admission. */
  readonly conference: Readable<Admission["conference"] | null>;
  /** The devices as chosen now. */
  choice(): DeviceChoice;
  choose(kind: keyof DeviceChoice, id: string): Promise<void>;
  /** Says good-bye and lets go of everything. */
  leave(): Promise<void>;
}

/** What a visit begins with. Without an admission it is a return after a reload: it is asked for first. */
export interface Arrival {
  readonly admission: Admission | null;
  readonly capture: Promise<Capture>;
  readonly wanted: Intent;
  readonly choice: DeviceChoice;
}

/** Opens devices as they are wanted; a device that does not open is simply off. */
export async function capture(wanted: Intent, choice: DeviceChoice): Promise<Capture> {
  const { microphone, camera } = await open(browserCapture(), {
    microphone: wanted.microphone ? choice.microphone : null,
    camera: wanted.camera ? choice.camera : null,
  });
  return { microphone: microphone.track, camera: camera.track };
}

/** Goes into the room of a conference. From here on a reload of this tab goes straight back in. */
export function enter(number: string, arrival: Arrival, createRoom: () => MediaRoom): Visit {
  const room = createRoom();
  const conference = createStore<Admission["conference"] | null>(arrival.admission?.conference ?? null);
  let { choice } = arrival;
  const session = createSession({
    room,
    admit: async () => {
      try {
        const admission = await admit(number, memoryOf(number).name);
        conference.set(admission.conference);
        return { is: "admitted", pass: passOf(admission) };
      } catch (thrown) {
        return asAsked(asProblem(thrown));
      }
    },
    recapture: (wanted) => capture(wanted, choice),
    choice: () => choice,
    wait: (ms) => new Promise((done) => setTimeout(done, ms)),
  });
  const scene = createScene(room.present, roomPreferences().layout, TILES_PER_PAGE);
  const chat = createChat(room);

  rememberIn(number, { inRoom: true });
  room.intent.subscribe(() => {
    if (session.get().phase !== "out") rememberIn(number, room.intent.get());
  });
  session.subscribe(() => {
    const state = session.get();
    if (state.phase === "out") afterwards(number, state.ending);
  });
  void session.enter(arrival.admission && passOf(arrival.admission), arrival.capture, arrival.wanted);

  return {
    number,
    room,
    session,
    scene,
    chat,
    conference,
    choice: () => choice,
    async choose(kind, id) {
      choice = { ...choice, [kind]: id };
      rememberIn(number, { choice });
      await room.choose(kind, id);
    },
    async leave() {
      scene.stop();
      chat.stop();
      await session.leave();
    },
  };
}

/** What this tab keeps when a visit is over. Only a lost connection leaves it "in the room": a reload then tries again. */
function afterwards(number: string, ending: Ending): void {
  if (ending.is === "lost") return;
  rememberIn(number, { inRoom: false });
  // A removed guest's admission is closed for good; coming back takes a new one, where the rules allow it.
  if (ending.is === "removed" || (ending.is === "refused" && ending.code === "removed")) forgetAdmission(number);
}
