/** Administration > Settings > Sign-in: captcha, password rule, failed sign-ins. */
export { SignInSettingsGroups } from "./components/sign-in-settings";
