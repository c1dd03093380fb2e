import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "../icon/icon";
import styles from "./surface.module.css";

const MARKS = { wait: TriangleAlert, plain: Info, wrong: CircleAlert } as const;

interface NoticeProps {
  /** `wait`: restricted, waiting, mind this; `plain`: good to know; `wrong`: it failed. */
  kind?: keyof typeof MARKS;
  /** The way on: one button or link. */
  way?: ReactNode;
  /** Appeared while the page was open: read out by itself. */
  announced?: boolean;
  className?: string | undefined;
  children: ReactNode;
}

/** What is going on, what follows from it, and the way on. */
export function Notice({ kind = "wait", way, announced, className, children }: NoticeProps) {
  return (
    <div
      className={[styles.notice, kind !== "wait" && styles[kind], className].filter(Boolean).join(" ")}
      role={announced ? "status" : undefined}
    >
      <Icon of={MARKS[kind]} />
      <div className={styles.says}>{children}</div>
      {way && <div className={styles.way}>{way}</div>}
    </div>
  );
}
