import { LocalVideoTrack, type Track } from "livekit-client";
import type { Picture } from "../media-room";

/** One picture per track, so that a tile is not attached anew whenever something else about the person changes. */
const known = new WeakMap<Track, Picture>();
let counter = 0;

/** The picture of a video track. Muting and unmuting a camera keeps the track, and so the picture's id. */
export function pictureOf(track: Track): Picture {
  const before = known.get(track);
  if (before !== undefined) return before;
  counter += 1;
  const picture: Picture = {
    id: String(counter),
    mirrored: track instanceof LocalVideoTrack && facesTheUser(track),
    attach: (element) => void track.attach(element),
    detach: (element) => void track.detach(element),
  };
  known.set(track, picture);
  return picture;
}

/** A phone's rear camera says `environment`; everything else is treated as looking at its owner. */
function facesTheUser(track: LocalVideoTrack): boolean {
  return track.source === "camera" && track.mediaStreamTrack.getSettings().facingMode !== "environment";
}
