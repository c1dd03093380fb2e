/** Who is signed in, in every tab of this browser. */
export { asEndReason, meQuery, type Whom } from "./api/me";
export type { Credentials } from "./api/sign-in";
export { SessionContext, useServerEvents, useSession, useSignOut } from "./components/session-context";
export { useMe, useSignedIn } from "./components/use-me";
export { innerAddress } from "./model/inner-address";
export { maySeeAdministration } from "./model/levels";
export type { SessionPorts } from "./model/ports";
export { EVENT_TYPES, type ServerEvent } from "./model/server-event";
export { TabSession } from "./session";
