/** Why a camera or microphone could not be opened. */
export type CaptureFailure =
  /** The person or the browser said no. */
  | "blocked"
  /** There is no such device. */
  | "absent"
  /** Another program holds it. */
  | "busy"
  /** The page is not served over https, so the browser offers no devices at all. */
  | "insecure"
  | "failed";

/** One device after an attempt: a live track or the reason why not; both null when it was not asked for. */
export interface Opened {
  readonly track: MediaStreamTrack | null;
  readonly failure: CaptureFailure | null;
}

export type CaptureKind = "microphone" | "camera";

/** What to open: null leaves a device alone, an empty string takes the system's own choice. */
export interface Wanted {
  readonly microphone: string | null;
  readonly camera: string | null;
}

/** The part of the browser that this file needs; a fake stands in for it in tests. */
export interface CaptureSource {
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>;
  /** `granted`, `denied`, `prompt`, or null where the browser does not tell. */
  permission(kind: CaptureKind): Promise<PermissionState | null>;
}

/** What is asked of a microphone: a voice over loudspeakers in an ordinary room. */
export function microphoneConstraints(deviceId: string): MediaTrackConstraints {
  return {
    ...(deviceId !== "" && { deviceId: { ideal: deviceId } }),
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
  };
}

/** What is asked of a camera: 720p, the largest picture that is sent, and a phone's front camera by default. */
export function cameraConstraints(deviceId: string): MediaTrackConstraints {
  return {
    ...(deviceId !== "" ? { deviceId: { ideal: deviceId } } : { facingMode: "user" }),
    width: { ideal: 1280 },
    height: { ideal: 720 },
    frameRate: { ideal: 30, max: 30 },
  };
}

/** The browser's own devices, or null on a page that may not use any (plain http). */
export function browserCapture(): CaptureSource | null {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices?.getUserMedia === undefined) return null;
  return {
    getUserMedia: (constraints) => devices.getUserMedia(constraints),
    async permission(kind) {
      try {
        return (await navigator.permissions.query({ name: kind as PermissionName })).state;
      } catch {
        return null;
      }
    },
  };
}

/**
 * Opens what is wanted with one question to the person where possible. When both are wanted and the pair fails, each is
 * tried alone, so that a missing camera does not take the microphone along; nobody who said no is asked twice.
 */
export async function open(source: CaptureSource | null, wanted: Wanted): Promise<Record<CaptureKind, Opened>> {
  if (source === null)
    return { microphone: refused(wanted.microphone, "insecure"), camera: refused(wanted.camera, "insecure") };
  if (wanted.microphone === null || wanted.camera === null) {
    return {
      microphone: await openOne(source, "microphone", wanted.microphone),
      camera: await openOne(source, "camera", wanted.camera),
    };
  }
  try {
    const stream = await source.getUserMedia({
      audio: microphoneConstraints(wanted.microphone),
      video: cameraConstraints(wanted.camera),
    });
    return { microphone: opened(stream.getAudioTracks()[0]), camera: opened(stream.getVideoTracks()[0]) };
  } catch (thrown) {
    return openApart(source, wanted, failureOf(thrown));
  }
}

async function openApart(
  source: CaptureSource,
  wanted: Wanted,
  together: CaptureFailure,
): Promise<Record<CaptureKind, Opened>> {
  const attempt = async (kind: CaptureKind): Promise<Opened> => {
    const alone = wanted[kind];
    if (together === "blocked") {
      // Only what is already granted can be opened without asking again.
      const state = await source.permission(kind);
      if (state !== "granted") return refused(alone, "blocked");
    }
    return openOne(source, kind, alone);
  };
  return { microphone: await attempt("microphone"), camera: await attempt("camera") };
}

async function openOne(source: CaptureSource, kind: CaptureKind, deviceId: string | null): Promise<Opened> {
  if (deviceId === null) return { track: null, failure: null };
  try {
    const stream = await source.getUserMedia(
      kind === "microphone" ? { audio: microphoneConstraints(deviceId) } : { video: cameraConstraints(deviceId) },
    );
    return opened(stream.getTracks()[0]);
  } catch (thrown) {
    return { track: null, failure: failureOf(thrown) };
  }
}

function opened(track: MediaStreamTrack | undefined): Opened {
  return track === undefined ? { track: null, failure: "absent" } : { track, failure: null };
}

function refused(deviceId: string | null, failure: CaptureFailure): Opened {
  return { track: null, failure: deviceId === null ? null : failure };
}

/** Reads the reason off what `getUserMedia` threw (W3C Media Capture and Streams, 10.3.1). */
export function failureOf(thrown: unknown): CaptureFailure {
  const name = thrown instanceof Error || thrown instanceof DOMException ? thrown.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "blocked";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "absent";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  return "failed";
}
