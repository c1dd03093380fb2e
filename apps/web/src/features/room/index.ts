/** The room itself, and the pages that say how a visit to it ended. A chunk of its own: import it lazily. */
export { EndingPage } from "./components/ending-page";
export { RoomPage } from "./components/room-page";
export { type Arrival, capture, enter, type Visit } from "./model/visit";
