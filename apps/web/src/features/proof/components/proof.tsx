import { useRef, useState } from "react";
import { prove } from "../api/prove";
import { ProvenAct } from "../model/proven-act";
import { ProofForm, type ProofFormProps } from "./proof-form";

interface ProofProps extends Omit<ProofFormProps, "model"> {
  /** The password was right: go on with what needed it. */
  onProven: () => void;
}

/** The password in place of what stands in a dialog, until it is given. */
export function Proof({ onProven, ...rest }: ProofProps) {
  const latest = useRef(onProven);
  latest.current = onProven;
  const [model] = useState(() => new ProvenAct(async () => latest.current(), prove, "prove"));
  return <ProofForm {...rest} model={model} />;
}
