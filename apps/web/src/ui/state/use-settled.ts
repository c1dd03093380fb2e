import { useEffect, useState } from "react";

const PAUSE = 250;

/** What was typed, once the typing pauses: a question a word, not a letter. */
export function useSettled(typed: string): string {
  const [settled, setSettled] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  return settled;
}
