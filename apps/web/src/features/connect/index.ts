/** The link by which a phone finds this server: its code, and the page behind it. */
export { ConnectCodeGroup } from "./components/connect-code";
export { OpenedConnectLink } from "./components/opened-link";
