/** The second factor: setting up an authenticator app, its recovery codes, and the field a code is typed in. */
export { AuthenticatorGroup } from "./components/authenticator-group";
export { CodeEntry, OtherWay } from "./components/code-entry";
export { useCodeForm } from "./components/use-code-form";
