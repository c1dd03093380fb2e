/** The Outbox: letters that wait for a mail service (ACC-11, trial mode). */
export { Outbox } from "./components/outbox";
export { TrialBanner } from "./components/trial-banner";
