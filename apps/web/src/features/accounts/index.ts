/** Administration of accounts. */
export { AccountName } from "./components/account-name";
export { AccountPage } from "./components/account-page";
export { AccountsManager } from "./components/accounts-manager";
