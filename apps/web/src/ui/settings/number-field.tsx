import { type ComponentProps, type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { ErrorText } from "../field/error-text";
import { describedBy } from "../field/field";
import field from "../field/field.module.css";
import styles from "./number-field.module.css";

interface NumberFieldProps extends Omit<ComponentProps<"input">, "size" | "type"> {
  label: string;
  /** What the number means; stands above it, for it is read before the number is chosen. */
  hint?: ReactNode;
  /** The id of a hint that several fields share. */
  hintId?: string;
  error?: string | undefined;
  /** What the number comes to, in words: "12 hours". */
  beside?: ReactNode;
  /** What is saved, in words, when something else is typed. */
  saved?: string | undefined;
  /** What a change would do. Stands below the field. */
  children?: ReactNode;
}

/** One number of a settings group: what it means, what it comes to, what was saved, what is wrong with it. */
export function NumberField({ label, hint, hintId, error, beside, saved, children, ...input }: NumberFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const ids = { error: `${id}-error`, hint: `${id}-hint`, beside: `${id}-beside`, saved: `${id}-saved` };
  return (
    <div className={field.field}>
      <label className={field.label} htmlFor={id}>
        {label}
      </label>
      {hint && (
        <p className={styles.hint} id={ids.hint}>
          {hint}
        </p>
      )}
      <div className={styles.line}>
        {/* Not `type=number`: that one empties itself when it cannot be read, and scrolling changes it. */}
        <input
          autoComplete="off"
          inputMode="numeric"
          {...input}
          id={id}
          className={`${field.input} ${field.dense} ${styles.number}`}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(
            error && ids.error,
            hint ? ids.hint : hintId,
            beside && ids.beside,
            saved !== undefined && ids.saved,
          )}
        />
        {beside && (
          <span className="cap" id={ids.beside}>
            {beside}
          </span>
        )}
        {saved !== undefined && (
          <span className="cap" id={ids.saved}>
            {t("savedValue", { value: saved })}
          </span>
        )}
      </div>
      {error && <ErrorText id={ids.error}>{error}</ErrorText>}
      {children}
    </div>
  );
}
