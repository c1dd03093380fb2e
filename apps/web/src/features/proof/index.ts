/** A fresh proof of who one is, asked for in place by what needs one. */
export { ProvenDialog } from "./components/proven-dialog";
