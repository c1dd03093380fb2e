/** What the session model needs of a browser. Tests give it their own; `platform/browser` gives it the real ones. */
export interface SessionPorts {
  /** Opens the event stream. */
  connect: (hears: StreamListener) => { close: () => void };
  /** Runs `lead` once this tab holds the lock of that name, until `signal` aborts. */
  elect: (lock: string, signal: AbortSignal, lead: () => void) => void;
  /** Opens the channel of that name between the tabs of this browser. */
  channel: (name: string, hears: (message: unknown) => void) => Channel;
  /** Runs something later; returns how to cancel it. */
  after: (milliseconds: number, run: () => void) => () => void;
  /** A number from 0 to 1, to spread reconnections of many browsers. */
  random: () => number;
}

export interface StreamListener {
  event: (type: string, data: string) => void;
  /** The stream broke or was refused. */
  failed: () => void;
}

export interface Channel {
  post: (message: unknown) => void;
  close: () => void;
}
