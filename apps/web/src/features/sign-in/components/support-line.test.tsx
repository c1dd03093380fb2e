// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, expect, test } from "vitest";
import common from "../../../i18n/locales/en/common.json";
import words from "../../../i18n/locales/en/sign-in.json";
import { serverQuery } from "../../server";
import { SupportLine } from "./support-line";

beforeAll(() =>
  i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { common, "sign-in": words } },
    interpolation: { escapeValue: false },
  }),
);
afterEach(cleanup);

function show(support: { text: string; link?: string } | undefined) {
  const queries = new QueryClient();
  queries.setQueryData(serverQuery.queryKey, { support } as never);
  return render(
    <QueryClientProvider client={queries}>
      <SupportLine />
    </QueryClientProvider>,
  );
}

test.each([
  ["tel:1234", "tel:1234"],
  ["mailto:help@example.org", "help@example.org"],
  ["https://example.org/help", "example.org/help"],
])("sign_7 who cannot log in reads the administrator's words, and the link %s as %s", (link, shown) => {
  show({ text: "Call 1234.", link });
  screen.getByText(/^Cannot log in\? Call 1234\./);
  expect(screen.getByRole("link", { name: shown }).getAttribute("href")).toBe(link);
});

test("sign_7 words may stand without a link, and nothing stands where there are none", () => {
  show({ text: "Ask in room 5." });
  screen.getByText("Cannot log in? Ask in room 5.");
  expect(screen.queryByRole("link")).toBeNull();
  cleanup();
  expect(show(undefined).container.textContent).toBe("");
});
