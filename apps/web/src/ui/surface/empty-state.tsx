import type { ReactNode } from "react";
import styles from "./surface.module.css";

interface EmptyStateProps {
  title: string;
  children?: ReactNode;
  /** The next step: one button or link. */
  next?: ReactNode;
}

/** Nothing here yet, or it did not load: says which, and what to do next. */
export function EmptyState({ title, children, next }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <h2 className={styles.emptyTitle}>{title}</h2>
      {children && <div className="text-2 small">{children}</div>}
      {next && <div className={styles.next}>{next}</div>}
    </div>
  );
}
