import {
  ArrowLeft,
  CircleUserRound,
  House,
  Languages,
  LogIn,
  type LucideIcon,
  MonitorSmartphone,
  Settings,
  ShieldCheck,
  Users,
  Video,
} from "lucide-react";
import type { Level } from "../../api";
import { maySeeAdministration } from "../../features/session";

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
    | "sessions"
    | "look"
    | "accounts";
  icon: LucideIcon;
  /** Pages below count as this one, unless they have their own way. */
  below?: boolean;
}

/** A side menu: a way back, a quiet heading and the pages of a section. */
export interface SideMenu {
  back?: Way;
  heading?: "settings" | "administration";
  ways: readonly Way[];
}

const HOME: Way = { to: "/", words: "home", icon: House };
const CONFERENCES: Way = { to: "/conferences", words: "conferences", icon: Video, below: true };
const BACK: Way = { to: "/", words: "backHome", icon: ArrowLeft };
const ADMINISTRATION: Way = { to: "/administration/accounts", words: "administration", icon: ShieldCheck, below: true };

/** The side menu of the page at `path`: settings and administration have their own. */
export function sideMenuOf(path: string, level: Level): SideMenu {
  if (isBelow(path, "/settings")) return { back: BACK, heading: "settings", ways: SETTINGS };
  if (isBelow(path, "/administration") && maySeeAdministration(level)) {
    return {
      back: BACK,
      heading: "administration",
      ways: [{ to: "/administration/accounts", words: "accounts", icon: Users, below: true }],
    };
  }
  return {
    ways: [
      HOME,
      { to: "/join", words: "join", icon: LogIn },
      CONFERENCES,
      { to: "/settings/account", words: "settings", icon: Settings },
      ...(maySeeAdministration(level) ? [ADMINISTRATION] : []),
    ],
  };
}

/** The pages of Settings, also the list a phone's Settings tab shows. */
export const SETTINGS: readonly Way[] = [
  { to: "/settings/account", words: "account", icon: CircleUserRound },
  { to: "/settings/sessions", words: "sessions", icon: MonitorSmartphone },
  { to: "/settings/look", words: "look", icon: Languages },
];

/** A phone's tabs, at most four. */
export function tabsFor(level: Level): readonly Way[] {
  return [
    HOME,
    CONFERENCES,
    { to: "/settings", words: "settings", icon: Settings, below: true },
    ...(maySeeAdministration(level) ? [{ ...ADMINISTRATION, words: "administrationShort" } as const] : []),
  ];
}

/** Whether a way leads to where one is. */
export function isHere(way: Way, path: string): boolean {
  const section = way.icon === ADMINISTRATION.icon ? "/administration" : way.to;
  return way.below ? isBelow(path, section) : path === way.to;
}

function isBelow(path: string, section: string): boolean {
  return path === section || path.startsWith(`${section}/`);
}
