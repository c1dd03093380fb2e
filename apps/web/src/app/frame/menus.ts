import {
  ArrowLeft,
  CircleUserRound,
  House,
  Inbox,
  KeyRound,
  Languages,
  LockKeyhole,
  LogIn,
  type LucideIcon,
  MonitorSmartphone,
  ScrollText,
  Settings,
  ShieldCheck,
  Users,
  Video,
} from "lucide-react";
import type { Me } from "../../api";
import { may } from "../../features/session";

/** What a menu must know of who is signed in: what they may do now. */
type Rights = Pick<Me, "allowed">;

/** One way from the frame to a page. `words` is a key of `nav`. */
export interface Way {
  to: string;
  words:
    | "home"
    | "join"
    | "conferences"
    | "settings"
    | "administration"
    | "administrationShort"
    | "backHome"
    | "account"
    | "profile"
    | "sessions"
    | "security"
    | "look"
    | "accounts"
    | "auditLog"
    | "outbox"
    | "signIn";
  icon: LucideIcon;
  /** Pages below count as this one, unless they have their own way. */
  below?: boolean;
}

/** Pages under a quiet heading. */
export interface MenuSection {
  heading?: "settings" | "administration";
  ways: readonly Way[];
}

/** A side menu: a way back, and one section or two. */
export interface SideMenu extends MenuSection {
  back?: Way;
  more?: MenuSection;
}

const HOME: Way = { to: "/", words: "home", icon: House };
const CONFERENCES: Way = { to: "/conferences", words: "conferences", icon: Video, below: true };
const BACK: Way = { to: "/", words: "backHome", icon: ArrowLeft };
const ACCOUNTS: Way = { to: "/administration/accounts", words: "accounts", icon: Users, below: true };
const AUDIT_LOG: Way = { to: "/administration/audit-log", words: "auditLog", icon: ScrollText };
const OUTBOX: Way = { to: "/administration/outbox", words: "outbox", icon: Inbox };
const ACCOUNT_SETTINGS: Way = { to: "/administration/settings/account", words: "account", icon: CircleUserRound };
const SIGN_IN_SETTINGS: Way = { to: "/administration/settings/sign-in", words: "signIn", icon: LockKeyhole };
const PROFILE: Way = { to: "/settings/profile", words: "profile", icon: CircleUserRound };
const SESSIONS: Way = { to: "/settings/sessions", words: "sessions", icon: MonitorSmartphone };

/** The pages of Settings, also the list a phone's Settings tab shows. */
export const SETTINGS: readonly Way[] = [
  PROFILE,
  SESSIONS,
  { to: "/settings/security", words: "security", icon: KeyRound },
  { to: "/settings/look", words: "look", icon: Languages },
];

/** The pages of Administration, also the list a phone's Admin tab shows: first the pages, then its settings. */
export function administrationOf(me: Rights): readonly MenuSection[] {
  return [
    { heading: "administration", ways: [ACCOUNTS, ...(may(me, "read_audit_log") ? [AUDIT_LOG, OUTBOX] : [])] },
    ...(may(me, "change_settings")
      ? [{ heading: "settings", ways: [ACCOUNT_SETTINGS, SIGN_IN_SETTINGS] } as const]
      : []),
  ];
}

/** The side menu of the page at `path`: settings and administration have their own. */
export function sideMenuOf(path: string, me: Rights): SideMenu {
  if (isBelow(path, "/settings")) return { back: BACK, heading: "settings", ways: SETTINGS };
  if (isBelow(path, "/administration") && may(me, "manage_accounts")) {
    const [first, more] = administrationOf(me);
    return { back: BACK, ways: [], ...first, ...(more && { more }) };
  }
  return {
    ways: [
      HOME,
      { to: "/join", words: "join", icon: LogIn },
      CONFERENCES,
      PROFILE,
      { ...SESSIONS, words: "settings", icon: Settings },
      ...(may(me, "manage_accounts") ? [{ ...ACCOUNTS, words: "administration", icon: ShieldCheck } as const] : []),
    ],
  };
}

/** A phone's tabs, at most four. */
export function tabsFor(me: Rights): readonly Way[] {
  return [
    HOME,
    CONFERENCES,
    { to: "/settings", words: "settings", icon: Settings, below: true },
    ...(may(me, "manage_accounts")
      ? [{ to: "/administration", words: "administrationShort", icon: ShieldCheck, below: true } as const]
      : []),
  ];
}

/** Whether a way leads to where one is. */
export function isHere(way: Way, path: string): boolean {
  return way.below ? isBelow(path, way.to) : path === way.to;
}

function isBelow(path: string, section: string): boolean {
  return path === section || path.startsWith(`${section}/`);
}
