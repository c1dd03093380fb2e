import {
  ConnectionQuality,
  type Participant,
  type RemoteParticipant,
  type Room,
  RoomEvent,
  Track,
} from "livekit-client";
import type { Pass, Picture, Present, Quality, Role } from "../media-room";
import { sameFields } from "../store";
import type { OwnTracks } from "./own-tracks";
import { pictureOf } from "./pictures";

/** Everything after which the list of people may look different. */
export const PRESENCE_EVENTS = [
  RoomEvent.SignalConnected,
  RoomEvent.Connected,
  RoomEvent.Reconnected,
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.ParticipantNameChanged,
  RoomEvent.ParticipantAttributesChanged,
  RoomEvent.TrackPublished,
  RoomEvent.TrackUnpublished,
  RoomEvent.TrackSubscribed,
  RoomEvent.TrackUnsubscribed,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.LocalTrackPublished,
  RoomEvent.LocalTrackUnpublished,
  RoomEvent.ActiveSpeakersChanged,
  RoomEvent.ConnectionQualityChanged,
] as const;

/** Reads everyone off the room: oneself first, then by arrival. People who did not change keep their object. */
export function readPresent(room: Room, own: OwnTracks, pass: Pass, was: readonly Present[]): readonly Present[] {
  const self = readSelf(room, own, pass);
  const others = [...room.remoteParticipants.values()]
    .map(readOther)
    .toSorted((a, b) => a.joinedAt - b.joinedAt || (a.identity < b.identity ? -1 : 1));
  const before = new Map(was.map((person) => [person.identity, person]));
  const now = [self, ...others].map((person) => {
    const old = before.get(person.identity);
    return old !== undefined && sameFields(old, person) ? old : person;
  });
  const unchanged = now.length === was.length && now.every((person, index) => person === was[index]);
  return unchanged ? was : now;
}

function readSelf(room: Room, own: OwnTracks, pass: Pass): Present {
  const { localParticipant } = room;
  const microphoneOn = own.microphoneOn;
  return {
    ...common(localParticipant),
    // Known before the server has answered, so that one's own tile never changes its key.
    identity: pass.identity,
    name: localParticipant.name || pass.name,
    self: true,
    role: roleOf(localParticipant.attributes.role) ?? pass.role,
    microphoneOn,
    speaking: localParticipant.isSpeaking && microphoneOn,
    camera: own.camera,
    screen: own.screen,
  };
}

function readOther(participant: RemoteParticipant): Present {
  const microphoneOn = participant.isMicrophoneEnabled;
  return {
    ...common(participant),
    identity: participant.identity,
    name: participant.name || participant.identity,
    self: false,
    role: roleOf(participant.attributes.role) ?? "guest",
    microphoneOn,
    speaking: participant.isSpeaking && microphoneOn,
    camera: shown(participant, Track.Source.Camera),
    screen: shown(participant, Track.Source.ScreenShare),
  };
}

function common(participant: Participant): Pick<Present, "handRaisedAt" | "joinedAt" | "lastSpokeAt" | "quality"> {
  return {
    handRaisedAt: handOf(participant.attributes.hand),
    joinedAt: participant.joinedAt?.getTime() ?? 0,
    lastSpokeAt: participant.lastSpokeAt?.getTime() ?? 0,
    quality: QUALITY[participant.connectionQuality],
  };
}

const QUALITY: Record<ConnectionQuality, Quality> = {
  [ConnectionQuality.Excellent]: "good",
  [ConnectionQuality.Good]: "good",
  [ConnectionQuality.Poor]: "weak",
  [ConnectionQuality.Lost]: "lost",
  [ConnectionQuality.Unknown]: "unknown",
};

function shown(participant: RemoteParticipant, source: Track.Source): Picture | null {
  const publication = participant.getTrackPublication(source);
  return publication?.track === undefined || publication.isMuted ? null : pictureOf(publication.track);
}

/** The attributes are the server's, but other tools may drive the same rooms: believe only what is well formed. */
function roleOf(attribute: string | undefined): Role | null {
  return attribute === "moderator" || attribute === "participant" || attribute === "guest" ? attribute : null;
}

function handOf(attribute: string | undefined): number | null {
  const at = Number(attribute);
  return attribute !== undefined && attribute !== "" && Number.isFinite(at) ? at : null;
}
