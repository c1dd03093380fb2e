import { type ComponentProps, type ReactNode, useId } from "react";
import { ErrorText } from "./error-text";
import styles from "./field.module.css";

export interface FieldProps extends Omit<ComponentProps<"input">, "size"> {
  label: string;
  /** Always visible below the field. Gives way to nothing: an error stands beside it. */
  hint?: ReactNode;
  error?: string | undefined;
  /** 36 high beside a mouse. */
  dense?: boolean;
  /** What stands inside the field, before and after what is typed. */
  start?: ReactNode;
  end?: ReactNode;
  /** The label is read out but not drawn: only where the place says it. */
  labelHidden?: boolean;
}

/** One line to type in, with its label, hint and error, wired together for assistive technology. */
export function Field({ label, hint, error, dense, start, end, labelHidden, className, id, ...input }: FieldProps) {
  const own = useId();
  const inputId = id ?? own;
  const hintId = `${inputId}-hint`;
  const errorId = `${inputId}-error`;
  return (
    <div className={[styles.field, className].filter(Boolean).join(" ")}>
      <label className={labelHidden ? "vh" : styles.label} htmlFor={inputId}>
        {label}
      </label>
      <div className={styles.wrap}>
        {start && <span className={styles.start}>{start}</span>}
        <input
          {...input}
          id={inputId}
          className={inputClass({ dense, start: Boolean(start), end: Boolean(end) })}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(input["aria-describedby"], error && errorId, hint && hintId)}
        />
        {end && <span className={styles.end}>{end}</span>}
      </div>
      {error && <ErrorText id={errorId}>{error}</ErrorText>}
      {hint && (
        <p className={styles.hint} id={hintId}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** The ids that describe a field, or none. */
export function describedBy(...ids: unknown[]): string | undefined {
  const known = ids.filter((id): id is string => typeof id === "string" && id !== "");
  return known.length > 0 ? known.join(" ") : undefined;
}

function inputClass(look: { dense: boolean | undefined; start: boolean; end: boolean }): string {
  return [styles.input, look.dense && styles.dense, look.start && styles.withStart, look.end && styles.withEnd]
    .filter(Boolean)
    .join(" ");
}
