// @vitest-environment jsdom

import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { Problem } from "@vestibule/api-client";
import { afterEach, expect, test, vi } from "vitest";
import { Field } from "../field/field";
import { useForm } from "./use-form";

afterEach(cleanup);

function Asking({ send }: { send: () => Promise<void> }) {
  const form = useForm({
    initial: { login: "", password: "" },
    check: ({ login }) => ({ login: login === "" ? "Enter your login" : "" }),
    send,
    emptied: ({ code }) => (code === "wrong_credentials" ? ["password"] : []),
    explain: ({ code }) => ({ [code === "wrong_credentials" ? "password" : "form"]: `said ${code}` }),
  });
  return (
    <form ref={form.form} onSubmit={form.submit} noValidate>
      <Field {...form.field("login")} label="Login" hint="Name or number" />
      <Field {...form.field("password")} label="Password" />
      {form.errors.form && <p role="alert">{form.errors.form}</p>}
      <button type="submit" aria-busy={form.busy}>
        Log in
      </button>
    </form>
  );
}

const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const submit = () => fireEvent.click(screen.getByRole("button"));
const typedIn = (label: string) => screen.getByLabelText<HTMLInputElement>(label).value;

test("what the check finds is said at the field, takes the focus, and nothing is sent", async () => {
  const send = vi.fn();
  render(<Asking send={send} />);
  submit();
  const login = screen.getByLabelText("Login");
  await waitFor(() => expect(document.activeElement).toBe(login));
  expect(login.getAttribute("aria-invalid")).toBe("true");
  const described = (login.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id));
  expect(described.map((part) => part?.textContent)).toEqual(["Enter your login", "Name or number"]);
  expect(send).not.toHaveBeenCalled();
});

test("sign_1 a wrong password is emptied and takes the focus, the login stays", async () => {
  render(<Asking send={() => Promise.reject(new Problem({ status: 401, code: "wrong_credentials" }))} />);
  type("Login", "ann.lee");
  type("Password", "no");
  submit();
  await screen.findByText("said wrong_credentials");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Password")));
  expect(typedIn("Login")).toBe("ann.lee");
  expect(typedIn("Password")).toBe("");
});

test("a silent server loses nothing that was typed", async () => {
  render(<Asking send={() => Promise.reject(new TypeError("fetch failed"))} />);
  type("Login", "ann.lee");
  type("Password", "kept");
  submit();
  expect((await screen.findByRole("alert")).textContent).toBe("said unreachable");
  expect([typedIn("Login"), typedIn("Password")]).toEqual(["ann.lee", "kept"]);
});

test("a second press while sending sends nothing more", async () => {
  let finish: () => void = () => undefined;
  const send = vi.fn(
    () =>
      new Promise<void>((done) => {
        finish = done;
      }),
  );
  render(<Asking send={send} />);
  type("Login", "ann.lee");
  submit();
  submit();
  expect(send).toHaveBeenCalledOnce();
  finish();
  await waitFor(() => expect(screen.getByRole("button").getAttribute("aria-busy")).toBe("false"));
});

test("typing takes the field's error away", async () => {
  render(<Asking send={vi.fn()} />);
  submit();
  await screen.findByText("Enter your login");
  type("Login", "a");
  expect(screen.queryByText("Enter your login")).toBeNull();
});
