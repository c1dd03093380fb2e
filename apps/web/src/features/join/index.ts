/** Joining a conference: the widget of the home page, and what a conference's number looks like. */
export { myConferencesQuery } from "./api/my-conferences";
export { JoinConference } from "./components/join-conference";
export { readConferenceNumber, showConferenceNumber } from "./model/conference-number";
