import { useEffect, useState } from "react";

/** How long a copy is confirmed, in milliseconds. */
const CONFIRMED = 4000;

/** Copies `text`; without a clipboard (an old browser, a refused permission) `choose` marks it for copying by hand. */
export function useCopy(text: string, choose: () => void): { copied: boolean; copy: () => Promise<void> } {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const back = setTimeout(() => setCopied(false), CONFIRMED);
    return () => clearTimeout(back);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      choose();
    }
  };
  return { copied, copy };
}
