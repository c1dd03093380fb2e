import "i18next";
import type accountSettings from "./locales/en/account-settings.json";
import type accounts from "./locales/en/accounts.json";
import type auditLog from "./locales/en/audit-log.json";
import type captcha from "./locales/en/captcha.json";
import type common from "./locales/en/common.json";
import type conferences from "./locales/en/conferences.json";
import type connect from "./locales/en/connect.json";
import type connectedAccounts from "./locales/en/connected-accounts.json";
import type devices from "./locales/en/devices.json";
import type errors from "./locales/en/errors.json";
import type invitation from "./locales/en/invitation.json";
import type join from "./locales/en/join.json";
import type outbox from "./locales/en/outbox.json";
import type preJoin from "./locales/en/pre-join.json";
import type room from "./locales/en/room.json";
import type secondFactor from "./locales/en/second-factor.json";
import type sessionLimit from "./locales/en/session-limit.json";
import type sessions from "./locales/en/sessions.json";
import type setPassword from "./locales/en/set-password.json";
import type settings from "./locales/en/settings.json";
import type setup from "./locales/en/setup.json";
import type signIn from "./locales/en/sign-in.json";
import type signInSettings from "./locales/en/sign-in-settings.json";
import type thirdParty from "./locales/en/third-party.json";
import type thirdPartySettings from "./locales/en/third-party-settings.json";

/** English is the measure: a key that is not there does not compile. Each feature adds its namespace's line. */
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: {
      "account-settings": typeof accountSettings;
      accounts: typeof accounts;
      "audit-log": typeof auditLog;
      captcha: typeof captcha;
      common: typeof common;
      conferences: typeof conferences;
      connect: typeof connect;
      "connected-accounts": typeof connectedAccounts;
      devices: typeof devices;
      errors: typeof errors;
      invitation: typeof invitation;
      join: typeof join;
      outbox: typeof outbox;
      "pre-join": typeof preJoin;
      room: typeof room;
      "second-factor": typeof secondFactor;
      "session-limit": typeof sessionLimit;
      sessions: typeof sessions;
      "set-password": typeof setPassword;
      settings: typeof settings;
      setup: typeof setup;
      "sign-in": typeof signIn;
      "sign-in-settings": typeof signInSettings;
      "third-party": typeof thirdParty;
      "third-party-settings": typeof thirdPartySettings;
    };
  }
}
