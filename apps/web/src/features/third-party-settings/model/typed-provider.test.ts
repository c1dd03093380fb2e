import { expect, test } from "vitest";
import type { Provider } from "../../../api";
import { bodyOf, missingIn, newProvider, redirectOf, suggestedId, typedOf } from "./typed-provider";

const SAVED: Provider = {
  id: "clinic",
  label: "City Clinic ID",
  icon: "building",
  issuer: "https://id.example.org",
  client_id: "vestibule",
  has_secret: true,
  scopes: ["profile", "email"],
  login_claim: "preferred_username",
  name_claim: "name",
  asks_second_factor: false,
  position: 3,
  enabled: true,
  redirect_uri: "https://meet.example.org/api/v1/sign-in/third-party/clinic/callback",
};

test("sign_3 what is saved and not touched is sent as it was, and the secret is left out", () => {
  const { id: _, has_secret: __, redirect_uri: ___, ...body } = SAVED;
  expect(bodyOf(typedOf(SAVED))).toEqual(body);
});

test("sign_3 a typed secret is sent as typed; dropped, an empty one is", () => {
  expect(bodyOf({ ...typedOf(SAVED), client_secret: " s3cret " }).client_secret).toBe(" s3cret ");
  expect(bodyOf({ ...typedOf(SAVED), client_secret: "s3cret", without_secret: true }).client_secret).toBe("");
});

test.each([
  ["profile email", ["profile", "email"]],
  ["  profile,email ,\n groups", ["profile", "email", "groups"]],
  ["", []],
])("sign_3 the scopes %j are sent as %j", (typed, scopes) =>
  expect(bodyOf({ ...typedOf(SAVED), scopes: typed }).scopes).toEqual(scopes),
);

test("sign_3 a new site comes after the others, is offered, and asks for its needed fields in the dialog's order", () => {
  const fresh = newProvider([SAVED, { ...SAVED, position: 7 }]);
  expect(fresh).toMatchObject({ position: "8", enabled: true, scopes: "profile email" });
  expect(missingIn(fresh)).toEqual(["label", "id", "issuer", "client_id"]);
  expect(missingIn(typedOf(SAVED))).toEqual([]);
});

test.each([
  ["City Clinic ID", "city-clinic-id"],
  ["  École d'Été  ", "ecole-d-ete"],
  ["Клиника", ""],
  ["A very long label that goes on and on", "a-very-long-label-that-goes-on-a"],
  ["a234567890123456789012345678901 b", "a234567890123456789012345678901"],
])("sign_3 the label %j suggests the short name %j", (label, id) => expect(suggestedId(label)).toBe(id));

test("sign_3 the return address follows the server's own", () => {
  expect(redirectOf("https://meet.example.org/api/v1", "clinic")).toBe(SAVED.redirect_uri);
});
