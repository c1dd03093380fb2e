import { createStore, type Readable } from "../store";

/** How loud a microphone is, from 0 (silence) to 1. Measured on this device only; nothing is sent. */
export interface Level extends Readable<number> {
  stop(): void;
}

/** The quietest sound that moves the meter, in decibels below full scale. */
const FLOOR_DB = -60;
/** From here on a voice is heard well enough to say so. */
export const HEARD = 0.35;
/** Measurements per second: smooth to the eye, little work. */
const EVERY_MS = 60;

/** Turns samples (−1…1) into a meter's value on a logarithmic scale, as ears hear. */
export function loudness(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < samples.length; index += 1) sum += (samples[index] ?? 0) ** 2;
  if (sum === 0) return 0;
  const decibels = 10 * Math.log10(sum / samples.length);
  return Math.min(1, Math.max(0, 1 - decibels / FLOOR_DB));
}

/** Watches a live microphone track. Rising is instant, falling is slow, so that the meter does not flicker. */
export function watchLevel(track: MediaStreamTrack): Level {
  const level = createStore(0);
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  const input = context.createMediaStreamSource(new MediaStream([track]));
  input.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  // Browsers may hold a new audio context back until the page is touched.
  const wake = (): void => void context.resume();
  window.addEventListener("pointerdown", wake);
  window.addEventListener("keydown", wake);
  const timer = window.setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    level.set(Math.round(Math.max(loudness(samples), level.get() * 0.86) * 100) / 100);
  }, EVERY_MS);
  return {
    get: level.get,
    subscribe: level.subscribe,
    stop() {
      window.clearInterval(timer);
      window.removeEventListener("pointerdown", wake);
      window.removeEventListener("keydown", wake);
      input.disconnect();
      void context.close();
    },
  };
}
