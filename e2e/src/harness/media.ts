/** What a page really decodes and hears, asked of its own RTCPeerConnections. */
import type { Page } from "playwright-core";

/** Runs in the page before its own scripts: remembers every RTCPeerConnection it makes. */
export function recordConnections(): void {
  const held = window as unknown as { connections: RTCPeerConnection[] };
  held.connections = [];
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...parameters: ConstructorParameters<typeof RTCPeerConnection>) {
      super(...parameters);
      held.connections.push(this);
    }
  };
}

/** One received video track. */
export interface VideoIn {
  mid: string;
  framesDecoded: number;
  frameWidth: number;
  frameHeight: number;
  freezeCount: number;
  totalFreezesDuration: number;
  packetsReceived: number;
}

/** One received audio track. `energy` grows only while something is heard. */
export interface AudioIn {
  mid: string;
  energy: number;
  packetsReceived: number;
  samples: number;
}

export interface Received {
  atMs: number;
  video: VideoIn[];
  audio: AudioIn[];
}

/** Everything the page receives now, over all its connections. */
export function received(page: Page): Promise<Received> {
  return page.evaluate(async () => {
    const held = window as unknown as { connections: RTCPeerConnection[] };
    const video: VideoIn[] = [];
    const audio: AudioIn[] = [];
    for (const connection of held.connections) {
      if (connection.connectionState === "closed") continue;
      for (const entry of (await connection.getStats()).values()) {
        if (entry.type !== "inbound-rtp") continue;
        if (entry.kind === "video") {
          video.push({
            mid: String(entry.mid),
            framesDecoded: entry.framesDecoded ?? 0,
            frameWidth: entry.frameWidth ?? 0,
            frameHeight: entry.frameHeight ?? 0,
            freezeCount: entry.freezeCount ?? 0,
            totalFreezesDuration: entry.totalFreezesDuration ?? 0,
            packetsReceived: entry.packetsReceived ?? 0,
          });
        } else {
          audio.push({
            mid: String(entry.mid),
            energy: entry.totalAudioEnergy ?? 0,
            packetsReceived: entry.packetsReceived ?? 0,
            samples: entry.totalSamplesReceived ?? 0,
          });
        }
      }
    }
    return { atMs: performance.now(), video, audio };
  });
}

/** What the browser believes it can send, in bits per second: it grows only while the server reports what arrives. */
export function uplink(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const held = window as unknown as { connections: RTCPeerConnection[] };
    let most = 0;
    for (const connection of held.connections) {
      for (const entry of (await connection.getStats()).values()) {
        if (entry.type === "candidate-pair") most = Math.max(most, entry.availableOutgoingBitrate ?? 0);
      }
    }
    return most;
  });
}

/** The addresses of candidates that the server told this page. */
export function offered(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const held = window as unknown as { connections: RTCPeerConnection[] };
    const lines = held.connections.flatMap(
      (connection) => connection.remoteDescription?.sdp.match(/^a=candidate:.*$/gm) ?? [],
    );
    return [...new Set(lines.map((line) => line.split(" ")[4] ?? ""))];
  });
}

/** What changed between two looks, summed over tracks; `fps` per video track that moved. */
export interface Progress {
  seconds: number;
  frames: number;
  fps: number[];
  widths: number[];
  freezes: number;
  energy: number;
  audioPackets: number;
  videoPackets: number;
}

export function progress(before: Received, after: Received): Progress {
  const seconds = (after.atMs - before.atMs) / 1000;
  const moved = after.video.map((now) => {
    const then = before.video.find((track) => track.mid === now.mid);
    return {
      now,
      frames: now.framesDecoded - (then?.framesDecoded ?? 0),
      freezes: now.freezeCount - (then?.freezeCount ?? 0),
      packets: now.packetsReceived - (then?.packetsReceived ?? 0),
    };
  });
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const audioDelta = (pick: (track: AudioIn) => number) =>
    sum(
      after.audio.map(
        (now) =>
          pick(now) -
          pick(
            before.audio.find((track) => track.mid === now.mid) ?? {
              ...now,
              energy: 0,
              packetsReceived: 0,
              samples: 0,
            },
          ),
      ),
    );
  const moving = moved.filter((track) => track.frames > 0);
  return {
    seconds,
    frames: sum(moved.map((track) => track.frames)),
    fps: moving.map((track) => track.frames / seconds),
    widths: moving.map((track) => track.now.frameWidth),
    freezes: sum(moved.map((track) => track.freezes)),
    energy: audioDelta((track) => track.energy),
    audioPackets: audioDelta((track) => track.packetsReceived),
    videoPackets: sum(moved.map((track) => track.packets)),
  };
}

/** Watches the page for `seconds` and says what came in. The fake microphone beeps, so 2 s is the least. */
export async function watch(page: Page, seconds: number): Promise<Progress> {
  const before = await received(page);
  await page.waitForTimeout(seconds * 1000);
  return progress(before, await received(page));
}

/** Starts measuring gaps between shown frames on every remote `<video>`; read with {@link longestGaps}. */
export function measureGaps(page: Page): Promise<void> {
  return page.evaluate(() => {
    const held = window as unknown as {
      gaps: Map<HTMLVideoElement, { last: number; longest: number; frames: number }>;
    };
    held.gaps = new Map();
    const follow = (video: HTMLVideoElement) => {
      const record = { last: performance.now(), longest: 0, frames: 0 };
      held.gaps.set(video, record);
      const onFrame = (now: number) => {
        record.longest = Math.max(record.longest, now - record.last);
        record.last = now;
        record.frames += 1;
        video.requestVideoFrameCallback(onFrame);
      };
      video.requestVideoFrameCallback(onFrame);
    };
    for (const video of document.querySelectorAll("video")) follow(video);
  });
}

/** The longest gap between frames of each `<video>` since {@link measureGaps}, in ms, the running one included. */
export function longestGaps(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const held = window as unknown as {
      gaps: Map<HTMLVideoElement, { last: number; longest: number; frames: number }>;
    };
    return [...held.gaps.entries()]
      .filter(([video]) => video.isConnected)
      .map(([, record]) => Math.max(record.longest, performance.now() - record.last));
  });
}
