/** Settings > Sign-in and security: the other sites that know one (SIGN-3). */
export { ConnectedAccountsGroup } from "./components/connected-accounts-group";
