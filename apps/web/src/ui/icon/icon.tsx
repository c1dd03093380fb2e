import type { LucideIcon } from "lucide-react";

/** 20 by default, 16 in text, 24 in tabs. */
export type IconSize = 16 | 20 | 24 | 32;

/** An icon with one stroke of 1.75 px at every size. It says nothing itself: a word stands beside it or names its button. */
export function Icon({ of: Drawing, size = 20, className }: { of: LucideIcon; size?: IconSize; className?: string }) {
  return (
    <Drawing className={className} size={size} strokeWidth={1.75} absoluteStrokeWidth aria-hidden focusable={false} />
  );
}
