import type { Provider, ProviderBody, ProviderIcon } from "../../../api";
import { wholeOf } from "../../../ui/settings/whole-number";

/** How many providers there can be: each is a button on the sign-in page. */
export const MOST_PROVIDERS = 10;

/** Places among the buttons. */
export const POSITIONS = { least: 0, most: 99 };

/** A provider as typed. */
export interface TypedProvider extends Record<string, unknown> {
  id: string;
  label: string;
  icon: ProviderIcon;
  issuer: string;
  client_id: string;
  /** Never shown again: empty keeps what was saved. */
  client_secret: string;
  /** The saved secret is dropped: a public client. */
  without_secret: boolean;
  scopes: string;
  login_claim: string;
  name_claim: string;
  position: string;
  asks_second_factor: boolean;
  enabled: boolean;
}

/** A new provider, before anything is typed; its button comes after the others'. */
export function newProvider(others: readonly Provider[]): TypedProvider {
  const last = Math.max(0, ...others.map(({ position }) => position));
  return {
    id: "",
    label: "",
    icon: "building",
    issuer: "",
    client_id: "",
    client_secret: "",
    without_secret: false,
    scopes: "profile email",
    login_claim: "preferred_username",
    name_claim: "name",
    position: String(Math.min(last + 1, POSITIONS.most)),
    asks_second_factor: false,
    enabled: true,
  };
}

/** A saved provider as it would be typed. */
export function typedOf({ has_secret, redirect_uri, scopes, position, ...provider }: Provider): TypedProvider {
  return {
    ...provider,
    scopes: scopes.join(" "),
    position: String(position),
    client_secret: "",
    without_secret: false,
  };
}

/** What is sent for it. */
export function bodyOf(typed: TypedProvider): ProviderBody {
  const { label, icon, issuer, client_id, login_claim, name_claim, asks_second_factor, enabled } = typed;
  return {
    label: label.trim(),
    icon,
    issuer: issuer.trim(),
    client_id: client_id.trim(),
    ...secretOf(typed),
    scopes: typed.scopes.split(/[\s,]+/).filter((scope) => scope !== ""),
    login_claim: login_claim.trim(),
    name_claim: name_claim.trim(),
    asks_second_factor,
    position: wholeOf(typed.position),
    enabled,
  };
}

/** Left out the server keeps what it has; empty there is none any more. */
function secretOf({ client_secret, without_secret }: TypedProvider): Pick<ProviderBody, "client_secret"> {
  if (without_secret) return { client_secret: "" };
  return client_secret === "" ? {} : { client_secret };
}

/** Fields that cannot be empty, in the order of the dialog. */
const NEEDED = ["label", "id", "issuer", "client_id", "login_claim", "name_claim"] as const;

/** What is missing; the rest is the server's to judge. */
export function missingIn(typed: TypedProvider): (typeof NEEDED)[number][] {
  return NEEDED.filter((name) => typed[name].trim() === "");
}

/** The short name a label suggests: what can stand in an address. */
export function suggestedId(label: string): string {
  return label
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 32)
    .replace(/-+$/, "");
}

/** Where the provider is to send people back to, for a provider of this name. */
export function redirectOf(apiUrl: string, id: string): string {
  return `${apiUrl}/sign-in/third-party/${id}/callback`;
}
