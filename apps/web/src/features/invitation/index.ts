/** A conference's link, on its way to others: copying it, and saying when it does not reach them. */
export { LocalOnlyNotice } from "./components/local-only-notice";
export { useCopyLink } from "./components/use-copy-link";
