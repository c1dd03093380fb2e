// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import common from "../../i18n/locales/en/common.json";
import { PasswordField } from "./password-field";

beforeAll(() =>
  i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { common } },
    interpolation: { escapeValue: false },
  }),
);
beforeEach(() => {
  render(<PasswordField label="New password" autoComplete="new-password" />);
});
afterEach(cleanup);

const field = () => screen.getByLabelText<HTMLInputElement>("New password");

test("asvs_6_2_6 a password is masked until its button shows it, masked again after, and stays typed", () => {
  fireEvent.change(field(), { target: { value: "plover xyzzy lantern" } });
  expect(field().type).toBe("password");
  fireEvent.click(screen.getByRole("button", { name: "Show password" }));
  expect(field().type).toBe("text");
  fireEvent.click(screen.getByRole("button", { name: "Hide password" }));
  expect(field().type).toBe("password");
  expect(field().value).toBe("plover xyzzy lantern");
});

test("asvs_6_2_7 nothing hinders pasting or a password manager, which is told what kind of password it is", () => {
  // False would mean that the page kept the browser from doing it.
  expect(fireEvent.paste(field())).toBe(true);
  expect(fireEvent.drop(field())).toBe(true);
  expect(field().getAttribute("autocomplete")).toBe("new-password");
  expect(field().readOnly).toBe(false);
  expect(field().hasAttribute("maxlength")).toBe(false);
});
