/** The page behind a conference's link: the door, the room, and what comes after. */
export { ConferenceDoor } from "./components/conference-door";
export { prepare } from "./model/prepare";
export { takeLink } from "./model/take-link";
