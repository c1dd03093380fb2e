/** Who is signed in, in every tab of this browser. */
export { asEndReason, meQuery, type Whom } from "./api/me";
export type { Credentials } from "./api/sign-in";
export { SessionContext, useServerEvents, useSession, useSignOut } from "./components/session-context";
export { useMay, useMe, useSignedIn } from "./components/use-me";
export { afterSignIn } from "./model/after-sign-in";
export { may } from "./model/allowed";
export { innerAddress } from "./model/inner-address";
export { KeptLine, type LinePorts } from "./model/kept-line";
export type { SessionPorts, StreamListener } from "./model/ports";
export { EVENT_TYPES, type ServerEvent } from "./model/server-event";
export { type SignInOutcome, TabSession } from "./session";
