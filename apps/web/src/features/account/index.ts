/** One's own account: name and password. */
export { NameGroup } from "./components/name-group";
export { PasswordGroup } from "./components/password-group";
