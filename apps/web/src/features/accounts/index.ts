/** Administration of accounts. */
export { AccountPage } from "./components/account-page";
export { AccountsManager } from "./components/accounts-manager";
