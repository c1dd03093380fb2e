/** One's own signed-in devices: the list, its limit, and what a restricted one meets. */
export { sessionsQuery } from "./api/sessions";
export { ActiveSessions } from "./components/active-sessions";
export { DeviceName, DeviceSub } from "./components/device-name";
export { EndButton } from "./components/end-button";
export { EndDialog, EndWarning } from "./components/end-dialogs";
export { LockReason } from "./components/lock-reason";
export { RestrictedBanner, RestrictedHere, RestrictedReason, useFreedToast } from "./components/restricted-banner";
export { DeviceCount, SessionCount } from "./components/session-count";
export { SessionList } from "./components/session-list";
export { type DeviceWords, useDeviceWords } from "./components/use-device-words";
export { useLock, useRestricted } from "./components/use-lock";
export { capital } from "./model/describe";
export { advises, limitFacts } from "./model/limit-facts";
