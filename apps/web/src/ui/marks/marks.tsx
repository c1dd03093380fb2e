import type { CSSProperties, ReactNode } from "react";
import { initials } from "./initials";
import styles from "./marks.module.css";

/** A short word about a thing: "This device", "Restricted", "Pending". */
export function Tag({ kind, children }: { kind?: "wait" | "danger"; children: ReactNode }) {
  return <span className={kind ? `${styles.tag} ${styles[kind]}` : styles.tag}>{children}</span>;
}

/** Green, with a dot; only for what is live. */
export function Live({ children }: { children: ReactNode }) {
  return <span className={styles.live}>{children}</span>;
}

/** Amber, with a dot: waiting, unsaved. */
export function Waiting({ children }: { children: ReactNode }) {
  return <span className={styles.dotWait}>{children}</span>;
}

/** A person's initials in a circle. The name stands beside it. */
export function Avatar({ name, size = 32 }: { name: string; size?: number }) {
  return (
    <span className={styles.avatar} style={{ "--a": `${size}px` } as CSSProperties} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
