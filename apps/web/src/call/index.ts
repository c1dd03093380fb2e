/**
 * View models of a call, free of any framework: what a person sees and does before, in and after a room. Only
 * `livekit/` knows the media library; it is loaded by {@link loadLiveKitRoom}, so that no other page pays for it.
 */

export { canChooseSpeaker, createDevices, type Device, type DeviceList, type Devices } from "./capture/devices";
export { HEARD, type Level, watchLevel } from "./capture/level";
export { browserCapture, open } from "./capture/open";
export { whenAllowed } from "./capture/permission";
export { createPreview, type Preview, type PreviewDevice, type PreviewState } from "./capture/preview";
export { playTestSound } from "./capture/test-sound";
export { type Chat, createChat, LONGEST_MESSAGE, linked, type MessageGroup } from "./chat";
export { clock } from "./duration";
export { grid, type Rect, type Size } from "./layout/grid";
export { type Page, pageOf, TILES_PER_PAGE } from "./layout/pages";
export { stage } from "./layout/stage";
export { isUsableName, readLink, withoutLink } from "./link-parameters";
export type * from "./media-room";
export { handPlaces, listed } from "./people";
export { browserTimers, createRest } from "./rest";
export { createScene, type Layout, type SceneModel, type Tile, tileKey } from "./scene";
export { type Asked, createSession, type Ending, type Session } from "./session";
export { type RoomAction, SHORTCUTS, shortcut } from "./shortcuts";
export { createStore, type Readable } from "./store";
export {
  type ConferenceMemory,
  NO_CHOICE,
  recall,
  remember,
  tabStorage,
} from "./tab-memory";

/** Fetches the media library and makes a room. Call early: the code is then at hand when the person clicks *Join*. */
export async function loadLiveKitRoom(): Promise<() => import("./media-room").MediaRoom> {
  return (await import("./livekit")).createLiveKitRoom;
}
