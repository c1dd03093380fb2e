import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "../icon/icon";
import styles from "./field.module.css";

/**
 * An error in words, with its mark. Under a field it is the field's description (the focus goes to the field, which
 * reads it); on its own it is announced.
 */
export function ErrorText({ id, announced, children }: { id?: string; announced?: boolean; children: ReactNode }) {
  return (
    <p className={styles.error} id={id} role={announced ? "alert" : undefined}>
      <Icon of={CircleAlert} size={16} />
      <span>{children}</span>
    </p>
  );
}
