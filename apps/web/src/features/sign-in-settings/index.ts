/** Administration > Settings > Sign-in. */
export { SignInSettingsGroups } from "./components/sign-in-settings";
