import type { ReactNode } from "react";
import styles from "./table.module.css";

interface TableProps {
  /** Names the table for assistive technology. */
  label: string;
  /** Column heads; the last one names the actions and is not drawn. */
  heads: readonly string[];
  dense?: boolean;
  children: ReactNode;
}

/** Rows and columns with a sticky head; children are `<tr>`. Scrolls sideways inside itself when it must. */
export function Table({ label, heads, dense, children }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={styles.wrap} aria-label={label} tabIndex={0}>
      <table className={dense ? `${styles.table} ${styles.dense}` : styles.table}>
        <thead>
          <tr>
            {heads.map((head, at) => (
              <th key={head} scope="col">
                {at === heads.length - 1 ? <span className="vh">{head}</span> : head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
