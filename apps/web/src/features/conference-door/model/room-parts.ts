import { loadLiveKitRoom, type MediaRoom } from "../../../call";

/** The room's page and the media library, fetched side by side. */
export interface RoomParts {
  readonly page: typeof import("../../room");
  /** Gives a room nobody has entered. The first one is made beforehand, so that *Join* does not wait for it. */
  readonly createRoom: () => MediaRoom;
}

let parts: Promise<RoomParts> | null = null;

/** Fetches the room's code once; a failed fetch may be tried again. Called early, so that *Join* waits for nothing. */
export function loadRoomParts(): Promise<RoomParts> {
  parts ??= Promise.all([import("../../room"), loadLiveKitRoom()]).then(
    ([page, createRoom]) => ({ page, createRoom: withSpare(createRoom) }),
    (failed: unknown) => {
      parts = null;
      throw failed;
    },
  );
  return parts;
}

function withSpare(create: () => MediaRoom): () => MediaRoom {
  let spare: MediaRoom | null = create();
  return () => {
    const room = spare ?? create();
    spare = null;
    return room;
  };
}
