import { useRef, useState } from "react";
import type { Problem } from "../../../api";

/** Whether something in a dialog waits for a proof; see {@link useProof}. */
export interface AskedProof {
  asked: boolean;
  /** Whether a proof answers this problem; then it is asked for. */
  takes: (problem: Problem) => boolean;
  /** It was given. */
  given: () => void;
  /** What needed it was done; whatever comes later may need another. */
  used: () => void;
}

/** Asks for a proof once: a server that still wants one after it was given has a fault to tell, not a circle to run in. */
export function useProof(): AskedProof {
  const [asked, setAsked] = useState(false);
  const proven = useRef(false);
  return {
    asked,
    takes: ({ code }) => {
      if (code !== "proof_required" || proven.current) return false;
      setAsked(true);
      return true;
    },
    given: () => {
      proven.current = true;
      setAsked(false);
    },
    used: () => {
      proven.current = false;
    },
  };
}
