/** Administration of accounts. */
export { AccountsManager } from "./components/accounts-manager";
