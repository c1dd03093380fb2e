import { useSyncExternalStore } from "react";
import { openedSecret, watchSecret } from "../../../platform/browser/fragment";

/** The one-time secret of the link this page was opened with; empty when the link was cut. */
export function useSecret(): string {
  return useSyncExternalStore(watchSecret, openedSecret);
}
