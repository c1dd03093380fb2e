/** Administration > Settings > Sign-in: the sites that people may log in through, and who gets an account by that. */
export { ThirdPartyGroup } from "./components/third-party-group";
