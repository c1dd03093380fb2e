import { useEffect, useState } from "react";
import { asProblem, Problem } from "../../../api";
import { beginVisit } from "../api/third-party";
import { canKeep, keepVisit, type Purpose } from "../model/kept-visit";
import { isProviderAddress } from "../model/provider-address";
import { hashOf, newVerifier } from "../model/verifier";

/** A provider, as far as its button knows it. */
export interface Destination {
  id: string;
  label: string;
}

interface Visiting {
  /** The provider that the browser is on its way to. */
  busy: string | undefined;
  problem: Problem | undefined;
  /** Goes to the provider; the way back leads to `to`. */
  visit: (destination: Destination, to: string, purpose?: Purpose) => Promise<void>;
}

/** The way to another site: what makes the way back good stays in this tab. */
export function useVisit(): Visiting {
  const [busy, setBusy] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  // Back by the browser's arrow, the page stands as it was left: its buttons can be pressed again.
  useEffect(() => {
    const shown = ({ persisted }: PageTransitionEvent) => persisted && setBusy(undefined);
    window.addEventListener("pageshow", shown);
    return () => window.removeEventListener("pageshow", shown);
  }, []);
  const visit: Visiting["visit"] = async (destination, to, purpose = "sign_in") => {
    if (busy !== undefined) return;
    setBusy(destination.id);
    setProblem(undefined);
    try {
      location.assign(await prepare(destination, to, purpose));
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(undefined);
    }
  };
  return { busy, problem, visit };
}

async function prepare({ id, label }: Destination, to: string, purpose: Purpose): Promise<string> {
  if (!canKeep()) throw new Problem({ status: 0, code: "storage_refused" });
  const verifier = newVerifier();
  const url = await beginVisit(id, purpose, await hashOf(verifier));
  if (!isProviderAddress(url)) throw new Problem({ status: 0, code: "unexpected_answer" });
  keepVisit({ purpose, provider: id, label, verifier, to });
  return url;
}
