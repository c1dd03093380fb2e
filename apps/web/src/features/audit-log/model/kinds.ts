/** What the log tells of, in the groups a person looks for. A failure stands in its own group too. */
export const KINDS = {
  sign_ins: [
    "signed_in",
    "sign_in_failed",
    "sign_in_locked",
    "proof_failed",
    "third_party_failed",
    "lock_lifted",
    "session_ended",
  ],
  failures: ["sign_in_failed", "sign_in_locked", "second_factor_failed", "proof_failed", "third_party_failed"],
  second_factor: [
    "second_factor_enrolled",
    "second_factor_removed",
    "second_factor_failed",
    "recovery_codes_made",
    "recovery_code_used",
  ],
  accounts: [
    "set_up",
    "account_created",
    "account_changed",
    "password_link_issued",
    "password_set",
    "password_changed",
    "identity_linked",
    "identity_unlinked",
  ],
  settings: ["setting_changed", "provider_changed"],
  conferences: ["conference_created", "conference_changed", "conference_deleted"],
  people: ["admitted", "admission_refused", "participant_removed", "participant_muted"],
  log: ["audit_log_exported", "letter_read"],
} as const satisfies Record<string, readonly string[]>;

export type Kind = keyof typeof KINDS;

/** A code this client has words for. */
export type KnownAction = (typeof KINDS)[Kind][number];

const KNOWN: ReadonlySet<string> = new Set(Object.values(KINDS).flat());

/** Whether this client has words for the code: a newer server may have more. */
export function isKnown(code: string): code is KnownAction {
  return KNOWN.has(code);
}

/** The kinds in the order of the page. */
export const EVERY_KIND = Object.keys(KINDS) as Kind[];

/** Reads a kind out of an address. */
export function asKind(value: unknown): Kind | undefined {
  return EVERY_KIND.find((kind) => kind === value);
}
