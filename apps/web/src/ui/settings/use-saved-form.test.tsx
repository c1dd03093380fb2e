// @vitest-environment jsdom

import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { Problem } from "@vestibule/api-client";
import { afterEach, expect, test, vi } from "vitest";
import { NumberField } from "./number-field";
import { useNumberWords } from "./use-number-words";
import { useSavedForm } from "./use-saved-form";

vi.mock("react-i18next", () => ({
  useTranslation: () => ({
    t: (key: string, facts: object = {}) => [key, ...Object.values(facts)].join(" "),
    i18n: { language: "en" },
  }),
}));

afterEach(cleanup);

type Typed = { limit: string; days: string };

/** A group of two numbers; what is saved comes from outside, as it does from the query cache. */
function Group({ saved, save }: { saved: Typed; save: (typed: Typed) => Promise<Typed> }) {
  const wrong = useNumberWords();
  const form = useSavedForm<Typed>({
    saved,
    check: ({ limit }) => ({ limit: wrong(limit, { least: 0, most: 100 }) }),
    save,
    explain: ({ code, field }) => ({ [field ?? "form"]: `said ${code}` }),
  });
  const shown = (name: keyof Typed) => (form.changed(name) ? saved[name] : undefined);
  return (
    <form ref={form.form} onSubmit={form.submit} noValidate>
      <NumberField {...form.field("limit")} label="Limit" saved={shown("limit")} />
      <NumberField {...form.field("days")} label="Days" saved={shown("days")} />
      {form.unsaved && <p>unsaved</p>}
      {form.errors.form && <p role="alert">{form.errors.form}</p>}
      <button type="submit">Save</button>
      <button type="button" onClick={form.discard}>
        Discard
      </button>
    </form>
  );
}

const SAVED: Typed = { limit: "3", days: "30" };
const box = (label: string) => screen.getByLabelText<HTMLInputElement>(label);
const type = (label: string, value: string) => fireEvent.change(box(label), { target: { value } });
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

test("ses_1 a wrong number is told under its field, which takes the focus; it stays typed and nothing is sent", async () => {
  const save = vi.fn();
  render(<Group saved={SAVED} save={save} />);
  type("Limit", "120");
  press("Save");
  await waitFor(() => expect(document.activeElement).toBe(box("Limit")));
  expect(box("Limit").getAttribute("aria-invalid")).toBe("true");
  const told = (box("Limit").getAttribute("aria-describedby") ?? "").split(" ");
  expect(told.map((id) => document.getElementById(id)?.textContent)).toEqual([
    "number.too_large number.range 0 100 120",
    "savedValue 3",
  ]);
  expect(box("Limit").value).toBe("120");
  expect(save).not.toHaveBeenCalled();
});

test("what is saved is what the server says is saved", async () => {
  const save = vi.fn(() => Promise.resolve({ limit: "2", days: "30" }));
  const { rerender } = render(<Group saved={SAVED} save={save} />);
  type("Limit", " 02");
  press("Save");
  await waitFor(() => expect(box("Limit").value).toBe("2"));
  rerender(<Group saved={{ limit: "2", days: "30" }} save={save} />);
  expect(screen.queryByText("unsaved")).toBeNull();
});

test("a refusal loses nothing that was typed", async () => {
  const refusal = new Problem({ status: 422, code: "out_of_range", field: "days" });
  render(<Group saved={SAVED} save={() => Promise.reject(refusal)} />);
  type("Days", "31");
  press("Save");
  await screen.findByText("said out_of_range");
  await waitFor(() => expect(document.activeElement).toBe(box("Days")));
  expect([box("Limit").value, box("Days").value]).toEqual(["3", "31"]);
});

test("a field nobody touched follows what others save, a typed one stays and names what is saved now", () => {
  const { rerender } = render(<Group saved={SAVED} save={vi.fn()} />);
  type("Limit", "5");
  rerender(<Group saved={{ limit: "4", days: "60" }} save={vi.fn()} />);
  expect([box("Limit").value, box("Days").value]).toEqual(["5", "60"]);
  expect(screen.getByText("savedValue 4")).toBeTruthy();
  expect(screen.getByText("unsaved")).toBeTruthy();
});

test("Discard brings back what is saved", () => {
  render(<Group saved={SAVED} save={vi.fn()} />);
  type("Limit", "5");
  press("Discard");
  expect(box("Limit").value).toBe("3");
  expect(screen.queryByText("unsaved")).toBeNull();
});
