/** Administration > Settings > Account. */

export { overviewQuery, settingsQuery } from "./api/session-settings";
export { AccountSettings } from "./components/account-settings";
