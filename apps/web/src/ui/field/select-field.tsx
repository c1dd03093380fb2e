import { ChevronDown } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";
import { Icon } from "../icon/icon";
import { ErrorText } from "./error-text";
import { describedBy } from "./field";
import styles from "./field.module.css";

interface SelectFieldProps extends Omit<ComponentProps<"select">, "size" | "children"> {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  dense?: boolean;
  options: readonly { value: string; label: string }[];
}

/** One of a few: the browser's own list, which every phone and screen reader knows. */
export function SelectField({ label, hint, error, dense, options, id, ...select }: SelectFieldProps) {
  const own = useId();
  const selectId = id ?? own;
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={selectId}>
        {label}
      </label>
      <div className={styles.wrap}>
        <select
          {...select}
          id={selectId}
          className={[styles.input, styles.select, dense && styles.dense].filter(Boolean).join(" ")}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(error && `${selectId}-error`, hint && `${selectId}-hint`)}
        >
          {options.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <span className={`${styles.start} ${styles.chevron}`} style={{ left: "auto" }}>
          <Icon of={ChevronDown} size={16} />
        </span>
      </div>
      {error && <ErrorText id={`${selectId}-error`}>{error}</ErrorText>}
      {hint && (
        <p className={styles.hint} id={`${selectId}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
