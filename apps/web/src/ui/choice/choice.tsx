import { type ComponentProps, type ReactNode, useId } from "react";
import styles from "./choice.module.css";

interface ChoiceProps extends Omit<ComponentProps<"input">, "type" | "title"> {
  label: string;
  hint?: ReactNode;
}

function Choice({ kind, label, hint, ...input }: ChoiceProps & { kind: "check" | "switch" | "radio" }) {
  const hintId = useId();
  return (
    <label className={styles.pick}>
      <input
        {...input}
        className={styles[kind]}
        type={kind === "radio" ? "radio" : "checkbox"}
        role={kind === "switch" ? "switch" : undefined}
        aria-describedby={hint ? hintId : undefined}
      />
      <span>
        <span className={hint ? styles.title : undefined}>{label}</span>
        {hint && (
          <span className={styles.hint} id={hintId}>
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}

/** Yes or no, kept by the form's Save. */
export function Checkbox(props: ChoiceProps) {
  return <Choice kind="check" {...props} />;
}

/** On or off, acting at once. */
export function Switch(props: ChoiceProps) {
  return <Choice kind="switch" {...props} />;
}

interface RadioGroupProps<V extends string> {
  legend: string;
  /** The legend is read out but not drawn: only where a heading beside it says the same. */
  legendHidden?: boolean;
  value: V;
  options: readonly { value: V; label: string; hint?: ReactNode; lang?: string }[];
  onChange: (value: V) => void;
}

/** One of a few, all in sight. */
export function RadioGroup<V extends string>({ legend, legendHidden, value, options, onChange }: RadioGroupProps<V>) {
  const name = useId();
  return (
    <fieldset className={styles.group}>
      <legend className={legendHidden ? "vh" : styles.legend}>{legend}</legend>
      {options.map((option) => (
        <Choice
          key={option.value}
          kind="radio"
          name={name}
          label={option.label}
          hint={option.hint}
          lang={option.lang}
          checked={option.value === value}
          onChange={() => onChange(option.value)}
        />
      ))}
    </fieldset>
  );
}
