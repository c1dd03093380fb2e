/** Administration > Settings > Account. */
export { AccountSettings } from "./components/account-settings";
