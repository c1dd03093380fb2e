/** Signing in through another site (SIGN-3): the buttons, the way back from there, and the step that connects an account. */
export { LinkStep } from "./components/link-step";
export { ProviderButtons } from "./components/provider-buttons";
export { ProviderPicture } from "./components/provider-picture";
export { ReturnStep } from "./components/return-step";
export { keptVisit } from "./model/kept-visit";
