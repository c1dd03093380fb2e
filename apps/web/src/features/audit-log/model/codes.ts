/** Codes inside an entry's details that this client has words for. Others are shown as they are. */

/** Names of details, where they are listed. */
export const DETAILS = [
  "session",
  "letter",
  "admission",
  "identity",
  "issuer",
  "subject",
  "provider",
  "reason",
  "why",
  "label",
  "icon",
  "client_id",
  "has_secret",
  "scopes",
  "login_claim",
  "name_claim",
  "asks_second_factor",
  "position",
  "enabled",
] as const;

/** The server's settings, by the keys they are kept under. */
export const SETTINGS = {
  "server.name": "server_name",
  "password.least_length": "password_least_length",
  "conferences.guests_allowed": "guests_allowed",
  "sign_in.captcha": "captcha",
  "sign_in.captcha_after": "captcha_after",
  "sign_in.account_failures": "account_failures",
  "sign_in.address_failures": "address_failures",
  "sign_in.failure_window_minutes": "failure_window_minutes",
  "sign_in.lock_minutes": "lock_minutes",
  "accounts.registration": "registration",
  "sessions.limit": "session_limit",
  "sessions.policy": "session_policy",
  "sessions.idle_minutes": "web_idle_minutes",
  "sessions.idle_days_kept": "app_idle_days",
  "sessions.longest_days_web": "longest_web_days",
  "sessions.longest_days_apps": "longest_app_days",
} as const;

/** Values of settings that are words. */
export const VALUES = ["off", "always", "after_failures", "open", "closed", "restrict", "wait"] as const;

/** What one can be signed in with. */
export const CLIENTS = ["web", "mobile", "desktop"] as const;

/** Why a session ends. */
export const ENDINGS = [
  "signed_out",
  "ended_by_user",
  "ended_by_administrator",
  "replaced",
  "expired",
  "password_changed",
  "suspended",
] as const;

/** Why a sign-in through another site fails. */
export const RETURNS = [
  "denied",
  "provider_failed",
  "expired",
  "unknown_visit",
  "code_invalid",
  "other_identity",
] as const;

/** Letters' kinds. */
export const LETTERS = [
  "new_device",
  "password_changed",
  "second_factor_enrolled",
  "second_factor_removed",
  "recovery_codes_made",
  "recovery_code_used",
  "identity_linked",
  "identity_unlinked",
  "account_locked",
] as const;

/** As what one is let into a conference. */
export const ROLES = ["moderator", "participant", "guest"] as const;

/** Who may enter a conference. */
export const ACCESSES = ["open", "closed"] as const;

/** What is muted. */
export const SOURCES = ["microphone", "camera", "screen_share", "screen_share_audio"] as const;

/** The rules of admission, in the order they are asked. */
export const RULES = [
  "conference_exists",
  "recognised",
  "session_unrestricted",
  "account_in_standing",
  "on_list",
  "moderates",
  "server_takes_guests",
  "conference_takes_guests",
  "conference_open",
  "name_given",
] as const;

/** Whether a code is one of those known. */
export function isOneOf<W extends string>(known: readonly W[], code: unknown): code is W {
  return known.some((word) => word === code);
}
