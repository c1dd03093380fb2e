/** The sign-in step that waits for a place under the session limit: the User sessions window. */

export { useWaiting } from "./components/use-waiting";
export { UserSessions } from "./components/user-sessions";
export { keepAttempt, keptAttempt } from "./model/kept-attempt";
