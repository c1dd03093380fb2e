import { type RemoteTrack, type Room, RoomEvent, Track } from "livekit-client";
import { createStore, type Readable } from "../store";

/** Plays everyone's sound: each remote audio track gets an element of its own, whatever the tiles show. */
export function createSound(room: Room): { readonly audible: Readable<boolean>; start(): Promise<void>; stop(): void } {
  const audible = createStore(true);
  const begin = (track: RemoteTrack): void => {
    if (track.kind === Track.Kind.Audio) track.attach();
  };
  const end = (track: RemoteTrack): void => {
    if (track.kind === Track.Kind.Audio) track.detach();
  };
  const playback = (): void => audible.set(room.canPlaybackAudio);
  room.on(RoomEvent.TrackSubscribed, begin);
  room.on(RoomEvent.TrackUnsubscribed, end);
  room.on(RoomEvent.AudioPlaybackStatusChanged, playback);
  return {
    audible,
    async start() {
      try {
        await room.startAudio();
      } finally {
        playback();
      }
    },
    stop() {
      room.off(RoomEvent.TrackSubscribed, begin);
      room.off(RoomEvent.TrackUnsubscribed, end);
      room.off(RoomEvent.AudioPlaybackStatusChanged, playback);
    },
  };
}
