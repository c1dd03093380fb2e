import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { Icon } from "../../../ui";
import styles from "./room.module.css";

interface ControlProps extends ComponentProps<"button"> {
  label: string;
  icon: LucideIcon;
  /** Switched off: light, with a slashed icon; never red. */
  off?: boolean;
  /** Switched on, where that is the exception: a raised hand, a shared screen. */
  on?: boolean;
  busy?: boolean;
}

/** One round of the room's controls: an icon with a name. */
export function Control({ label, icon, off, on, busy, className, children, ...rest }: ControlProps) {
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      {...rest}
      aria-busy={busy || undefined}
      data-off={off || undefined}
      data-on={on || undefined}
      className={[styles.control, className].filter(Boolean).join(" ")}
    >
      <Icon of={icon} />
      {children}
    </button>
  );
}
