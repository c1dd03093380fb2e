import { vi } from "vitest";
import type { Captcha, CaptchaKind } from "../../../api";
import type { FoundKey } from "./find-key";
import type { CaptchaPorts } from "./ports";

/** Seconds that the made-up server gives a picture, and work. */
export const PICTURE_LIFE = 60;
export const WORK_LIFE = 300;

/** One piece of work that a test can look at, and finish. */
export interface FakeSearch {
  stopped: boolean;
  tried: (count: number) => void;
  find: (key: FoundKey) => void;
  fail: (reason: Error) => void;
}

/** A made-up server, device and page for a captcha; its timers are vitest's. */
export class FakePorts implements CaptchaPorts {
  readonly searches: FakeSearch[] = [];
  readonly #watchers = new Set<() => void>();
  #made = 0;
  #visible = true;

  readonly ask = vi.fn(async (kind: CaptchaKind): Promise<Captcha> => {
    this.#made += 1;
    const picture = kind === "picture";
    return {
      id: `c${this.#made}`,
      image: picture ? `data:image/png;base64,${this.#made}` : null,
      expires_in: picture ? PICTURE_LIFE : WORK_LIFE,
      altcha: { parameters: { algorithm: "PBKDF2/SHA-256", nonce: `${this.#made}` } },
    } as Captcha;
  });

  readonly search: CaptchaPorts["search"] = (_, tried) => {
    const search: FakeSearch = { stopped: false, tried, find: () => undefined, fail: () => undefined };
    const found = new Promise<FoundKey>((resolve, reject) => Object.assign(search, { find: resolve, fail: reject }));
    this.searches.push(search);
    return {
      found,
      stop: () => {
        search.stopped = true;
      },
    };
  };

  readonly after: CaptchaPorts["after"] = (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  };

  readonly clock = () => Date.now();
  readonly visible = () => this.#visible;
  readonly whenVisible: CaptchaPorts["whenVisible"] = (act) => {
    this.#watchers.add(act);
    return () => this.#watchers.delete(act);
  };

  /** The page goes out of sight, or comes back. */
  look(visible: boolean): void {
    this.#visible = visible;
    if (visible) for (const act of this.#watchers) act();
  }

  /** How many watch for the page. */
  get watched(): number {
    return this.#watchers.size;
  }
}
