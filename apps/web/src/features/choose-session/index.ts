/** The sign-in step that waits for a place under the session limit: the User sessions window. And what all steps keep. */
export { type Answered, askAttempt, cancelAttempt, leftOf, readStep } from "./api/attempt";
export { useWaiting } from "./components/use-waiting";
export { UserSessions } from "./components/user-sessions";
export { firstStep, forgetAttempt, type KeptAttempt, keepAttempt, keptAttempt } from "./model/kept-attempt";
