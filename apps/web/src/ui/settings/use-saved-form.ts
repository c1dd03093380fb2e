import { useState } from "react";
import { type FormOptions, useForm } from "../form/use-form";

interface SavedFormOptions<V> extends Omit<FormOptions<V>, "initial" | "send"> {
  /** What is saved now, as it would be typed. */
  saved: V;
  /** Saves what was typed; what is saved then, as it would be typed. */
  save: (typed: V) => Promise<V>;
}

/**
 * The form of a settings group: knows whether anything is changed, and what was saved when. A field nobody has touched
 * follows what others save meanwhile; what is typed stays.
 */
export function useSavedForm<V extends Record<string, string>>({ saved, save, ...options }: SavedFormOptions<V>) {
  const [base, setBase] = useState(saved);
  const [savedAt, setSavedAt] = useState<number>();
  const form = useForm<V>({
    ...options,
    initial: saved,
    send: async (typed) => {
      form.reset(await save(typed));
      setSavedAt(Date.now());
    },
  });
  const names = Object.keys(saved) as (keyof V)[];
  const others = names.filter((name) => saved[name] !== base[name]);
  if (others.length > 0) {
    setBase(saved);
    for (const name of others) if (form.values[name] === base[name]) form.set(name, saved[name]);
  }
  const changed = (name: keyof V) => form.values[name] !== saved[name];
  return { ...form, changed, unsaved: names.some(changed), savedAt, discard: () => form.reset(saved) };
}
