/** The way to another site (SIGN-3): the buttons, and what this tab keeps until its person is back. */
export { ProviderButtons } from "./components/provider-buttons";
export { ProviderPicture } from "./components/provider-picture";
export { useVisit } from "./components/use-visit";
export { forgetVisit, type KeptVisit, keptVisit } from "./model/kept-visit";
