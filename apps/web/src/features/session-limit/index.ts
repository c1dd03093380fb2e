/** The notice that a sign-in over the limit leads to. */
export { LimitNotice } from "./components/limit-notice";
