import type { AuditEntry } from "../../../api";
import { showConferenceNumber } from "../../join";
import {
  ACCESSES,
  CLIENTS,
  ENDINGS,
  isOneOf,
  LETTERS,
  RETURNS,
  ROLES,
  RULES,
  SETTINGS,
  SOURCES,
  VALUES,
} from "./codes";
import type { KnownAction } from "./kinds";
import { isRecord, type Reading } from "./reading";
import { asIs, type Detail, isTrace, shown, type Words } from "./words";

/** What an action's details add to its words. `says` replaces the sentence where the details make a better one. */
interface Telling {
  says?: string;
  facts?: (string | undefined)[];
  more?: Detail[];
}

type Teller = (read: Reading, words: Words, entry: Pick<AuditEntry, "subject">) => Telling;

/** How each action's details are told; an action without a teller has none. */
export const TELLERS: Partial<Record<KnownAction, Teller>> = {
  signed_in: (read, { t }) => {
    const client = read.word("client", CLIENTS);
    const restricted = read.flag("restricted");
    return {
      facts: [client && t(`client.${client}`), through(read, t), restricted ? t("fact.restricted") : undefined],
    };
  },
  sign_in_failed: (_, { t }, { subject }) => ({ facts: subject ? [] : [t("fact.unknownLogin")] }),
  sign_in_locked: (_, { t }, { subject }) => ({ facts: subject ? [] : [t("fact.unknownLogin")] }),
  session_ended: (read, { t }) => {
    const reason = read.word("reason", ENDINGS);
    return { facts: [reason && t(`ended.${reason}`)] };
  },
  third_party_failed: (read, { t }) => {
    const reason = read.word("reason", RETURNS);
    return { facts: [through(read, t), reason && t(`returned.${reason}`)] };
  },
  identity_linked: (read, { t }) => ({ facts: [through(read, t)] }),
  identity_unlinked: (read, { t }) => ({ facts: [through(read, t)] }),
  account_created: (read, { t }) => ({ facts: [through(read, t)] }),
  account_changed: accountChange,
  setting_changed: settingChange,
  provider_changed: providerChange,
  letter_read: (read, { t }) => {
    const kind = read.word("kind", LETTERS);
    return { facts: [kind && t(`outbox:kind.${kind}`)] };
  },
  conference_created: conference,
  conference_changed: conference,
  conference_deleted: conference,
  admitted: (read, { t }) => {
    const role = read.word("role", ROLES);
    return { facts: [numberOf(read, "conference", t), role && t(`role.${role}`)] };
  },
  admission_refused: (read, { t }) => ({ facts: [numberOf(read, "conference", t), refusedBy(read, t)] }),
  participant_removed: (read, { t }, { subject }) => ({
    facts: [numberOf(read, "conference", t), subject ? undefined : t("fact.guest")],
  }),
  participant_muted: (read, { t }) => {
    const source = read.word("source", SOURCES);
    return { facts: [numberOf(read, "conference", t), source && t(`source.${source}`)] };
  },
};

function through(read: Reading, t: Words["t"]): string | undefined {
  const provider = read.text("provider");
  return provider && t("fact.through", { provider });
}

function numberOf(read: Reading, name: string, t: Words["t"]): string | undefined {
  const number = read.text(name);
  return number && t("fact.number", { number: showConferenceNumber(number) });
}

function conference(read: Reading, { t }: Words): Telling {
  const access = read.word("access", ACCESSES);
  const people = read.whole("people");
  return {
    facts: [
      numberOf(read, "number", t),
      access && t(`access.${access}`),
      people === undefined ? undefined : t("fact.people", { count: people }),
    ],
  };
}

/** The last rule asked decided. The trace stays, to be shown whole. */
function refusedBy(read: Reading, t: Words["t"]): string | undefined {
  const trace = read.rest.find(([name]) => name === "trace")?.[1];
  const last = isTrace(trace) ? trace.at(-1) : undefined;
  return last && !last.met && isOneOf(RULES, last.rule) ? t(`refusedBy.${last.rule}`) : undefined;
}

function accountChange(read: Reading, { t, format }: Words): Telling {
  const name = read.text("name");
  const limit = read.whole("session_limit");
  return {
    facts: [
      name && t("fact.name", { name }),
      limit === undefined
        ? undefined
        : t("fact.ownLimit", { limit: limit === 0 ? t("value.no_limit") : format.number(limit) }),
      read.nothing("session_limit") ? t("fact.noOwnLimit") : undefined,
    ],
  };
}

function settingChange(read: Reading, words: Words): Telling {
  const { t } = words;
  const setting = read.text("setting");
  if (setting === undefined) return {};
  const known = Object.hasOwn(SETTINGS, setting) ? SETTINGS[setting as keyof typeof SETTINGS] : undefined;
  const value = (name: string) => settingValue(known, read.any(name), words);
  return {
    says: t("setting_is_changed", { setting: known ? t(`setting.${known}`) : setting }),
    facts: [t("fact.change", { before: value("before"), after: value("after") })],
  };
}

function settingValue(setting: string | undefined, value: unknown, words: Words): string {
  const { t } = words;
  if (setting === "session_limit" && value === 0) return t("value.no_limit");
  if (setting !== undefined && isOneOf(VALUES, value)) return t(`value.${value}`);
  return shown(value, words);
}

/** A provider before and after: what is new, gone or different. */
function providerChange(read: Reading, words: Words): Telling {
  const { t } = words;
  const isEither = (value: unknown) => value === null || isRecord(value);
  const before = read.take("before", (value): value is Record<string, unknown> | null => isEither(value));
  const after = read.take("after", (value): value is Record<string, unknown> | null => isEither(value));
  const secret = read.flag("secret_given");
  const label = (after ?? before)?.label;
  const facts = [typeof label === "string" ? label : read.text("provider"), secret ? t("fact.newSecret") : undefined];
  if (after === undefined || before === undefined) return { facts };
  if (after === null) return { says: t("provider.removed"), facts, more: listed(before ?? {}, words) };
  if (before === null) return { says: t("provider.added"), facts, more: listed(after, words) };
  const changed = Object.keys({ ...before, ...after }).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const more = changed.map((name) => ({
    name: asIs(name, null, words).name,
    value: t("fact.change", { before: shown(before[name], words), after: shown(after[name], words) }),
  }));
  return { facts, more };
}

function listed(values: Record<string, unknown>, words: Words): Detail[] {
  return Object.entries(values).map(([name, value]) => asIs(name, value, words));
}
