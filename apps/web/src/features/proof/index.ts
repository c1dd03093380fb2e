/** A fresh proof of who one is, asked for in place by what needs one. */
export { Proof } from "./components/proof";
export { ProvenDialog } from "./components/proven-dialog";
export { useProof } from "./components/use-proof";
