import type { SessionPorts, StreamListener } from "./ports";

/** One open stream of the made-up server. */
export interface FakeStream {
  tab: string;
  open: boolean;
  say: (type: string, body?: object) => void;
  break: () => void;
}

/** A made-up browser for tests: tabs that share locks and channels, a server whose streams one can see, timers by hand. */
export class FakeBrowser {
  readonly streams: FakeStream[] = [];
  readonly timers: { at: number; run: () => void }[] = [];
  #queues = new Map<string, { tab: string; lead: () => void }[]>();
  #channels = new Map<string, { tab: string; hears: (message: unknown) => void }[]>();

  /** Streams that are open now. */
  get open(): FakeStream[] {
    return this.streams.filter(({ open }) => open);
  }

  /** What one tab is given. */
  ports(tab: string): SessionPorts {
    return {
      connect: (hears) => this.#connect(tab, hears),
      elect: (lock, signal, lead) => this.#elect(tab, lock, signal, lead),
      channel: (name, hears) => this.#join(tab, name, hears),
      after: (milliseconds, run) => {
        const timer = { at: milliseconds, run };
        this.timers.push(timer);
        return () => this.timers.splice(this.timers.indexOf(timer) >>> 0, 1);
      },
      random: () => 1,
    };
  }

  /** Lets the next timer run; returns how long it was set for. */
  wake(): number {
    const timer = this.timers.shift();
    if (!timer) throw new Error("nothing waits");
    timer.run();
    return timer.at;
  }

  /** Says something on a channel as a tab outside of the test's eyes would. */
  whisper(channel: string, message: unknown): void {
    for (const { hears } of this.#channels.get(channel) ?? []) hears(message);
  }

  #connect(tab: string, hears: StreamListener) {
    const stream: FakeStream = {
      tab,
      open: true,
      say: (type, body = {}) => hears.event(type, JSON.stringify(body)),
      break: () => hears.failed(),
    };
    this.streams.push(stream);
    return {
      close: () => {
        stream.open = false;
      },
    };
  }

  #elect(tab: string, lock: string, signal: AbortSignal, lead: () => void): void {
    const queue = this.#queues.get(lock) ?? [];
    this.#queues.set(lock, queue);
    const me = { tab, lead };
    queue.push(me);
    if (queue[0] === me) lead();
    signal.addEventListener("abort", () => {
      const led = queue[0] === me;
      queue.splice(queue.indexOf(me), 1);
      if (led) queue[0]?.lead();
    });
  }

  #join(tab: string, name: string, hears: (message: unknown) => void) {
    const members = this.#channels.get(name) ?? [];
    this.#channels.set(name, members);
    const me = { tab, hears };
    members.push(me);
    return {
      post: (message: unknown) => {
        for (const member of [...members]) if (member !== me) member.hears(structuredClone(message));
      },
      close: () => {
        const at = members.indexOf(me);
        if (at >= 0) members.splice(at, 1);
      },
    };
  }
}
