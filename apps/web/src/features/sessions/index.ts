/** One's own signed-in devices. */
export { ActiveSessions } from "./components/active-sessions";
export { SessionCount } from "./components/session-count";
