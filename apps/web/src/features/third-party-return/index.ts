/** Back from another site (SIGN-3): what was brought is redeemed; whom nobody here knows connects an account, or makes one. */
export { LinkStep } from "./components/link-step";
export { ReturnStep } from "./components/return-step";
