/** Conferences as meeting places: one's own list, making, changing and deleting them (CNF-14). */
export { ConferencesPage } from "./components/conferences-page";
export { EditConferencePage } from "./components/edit-conference-page";
export { NewConferencePage } from "./components/new-conference-page";
