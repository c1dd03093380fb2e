import { asProblem, type Problem } from "@vestibule/api-client";
import { type FormEvent, useRef, useState } from "react";

/** Errors by field, in words. `form` is what no single field is to blame for. */
export type FormErrors<V> = { [K in keyof V | "form"]?: string };

export interface FormOptions<V> {
  initial: V;
  /** Sends what was typed. Throws the server's {@link Problem}. */
  send: (values: V) => Promise<void>;
  /** Checks before sending; what it finds is not sent. */
  check?: (values: V) => FormErrors<V>;
  /** Which field a problem belongs to, and what to say there. */
  explain: (problem: Problem) => FormErrors<V>;
  /** Fields emptied when the server refuses: passwords it called wrong. */
  emptied?: (problem: Problem) => (keyof V)[];
}

/** A form's values, errors and sending: nothing typed is lost by an error, and the focus goes to what is wrong. */
export function useForm<V extends Record<string, unknown>>({ initial, send, check, explain, emptied }: FormOptions<V>) {
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<FormErrors<V>>({});
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const set = <K extends keyof V>(name: K, value: V[K]) => {
    setValues((before) => ({ ...before, [name]: value }));
    setErrors(({ [name]: _, form: __, ...others }) => others as FormErrors<V>);
  };

  const refuse = (found: FormErrors<V>) => {
    setErrors(found);
    // After the next paint the fields carry `aria-invalid`, so that the order on the page decides, not this list.
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid='true']")?.focus());
  };

  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (busy) return;
    const found = check?.(values) ?? {};
    if (Object.values(found).some(Boolean)) return refuse(found);
    setErrors({});
    setBusy(true);
    try {
      await send(values);
    } catch (thrown) {
      const problem = asProblem(thrown);
      for (const name of emptied?.(problem) ?? []) setValues((before) => ({ ...before, [name]: "" }));
      refuse(explain(problem));
    } finally {
      setBusy(false);
    }
  };

  /** What a text field needs: name, value, error, change. */
  const field = <K extends keyof V & string>(name: K) => ({
    name,
    value: String(values[name]),
    error: errors[name],
    onChange: (event: { target: { value: string } }) => set(name, event.target.value as V[K]),
  });

  const reset = (next: V) => {
    setValues(next);
    setErrors({});
  };

  return { form, values, errors, busy, set, field, submit, reset };
}
