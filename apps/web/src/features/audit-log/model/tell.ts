import type { AuditEntry } from "../../../api";
import { isOneOf, RULES } from "./codes";
import { isKnown } from "./kinds";
import { Reading } from "./reading";
import { TELLERS } from "./tellers";
import { asIs, type Detail, isTrace, type Words } from "./words";

/** An entry in words. */
export interface Told {
  /** What happened: a sentence. A code of a newer server stands as it is. */
  says: string;
  /** What one wants to know first about it. */
  facts: string[];
  /** Everything else. */
  more: Detail[];
}

/** Tells an entry: nothing in its details can make this fail, and nothing of them is lost. */
export function tell(entry: Pick<AuditEntry, "action" | "details" | "subject">, words: Words): Told {
  const code: string = entry.action;
  const reading = new Reading(entry.details);
  if (!isKnown(code))
    return { says: code, facts: [], more: reading.rest.map(([name, value]) => asIs(name, value, words)) };
  const { says, facts = [], more = [] } = TELLERS[code]?.(reading, words, entry) ?? {};
  const trace = reading.take("trace", isTrace) ?? [];
  return {
    says: says ?? words.t(`says.${code}`),
    facts: facts.filter((fact) => fact !== undefined),
    more: [
      ...more,
      ...reading.rest.map(([name, value]) => asIs(name, value, words)),
      ...trace.map(({ rule, met }) => ({
        name: isOneOf(RULES, rule) ? words.t(`rule.${rule}`) : rule,
        value: words.t(met ? "yes" : "no"),
      })),
    ],
  };
}
