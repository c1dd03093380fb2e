import { useId } from "react";
import styles from "./chips.module.css";

interface ChipsProps<V extends string> {
  /** Names the choice; read out, not drawn. */
  legend: string;
  value: V;
  options: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
}

/** One of a few that narrow a list, all in sight; on a phone a strip that scrolls sideways. */
export function Chips<V extends string>({ legend, value, options, onChange }: ChipsProps<V>) {
  const name = useId();
  return (
    <fieldset className={styles.group}>
      <legend className="vh">{legend}</legend>
      <div className={styles.strip}>
        {options.map((option) => (
          <label key={option.value} className={styles.chip}>
            <input
              className={styles.input}
              type="radio"
              name={name}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
