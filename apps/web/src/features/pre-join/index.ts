/** The page before a conference: see and hear oneself, say who one is, join. */
export { Lobby, LobbyText } from "./components/lobby";
export { type JoinRequest, PreJoin } from "./components/pre-join";
