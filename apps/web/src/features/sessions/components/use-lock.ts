import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Permission } from "../../../api";
import { may, useMe } from "../../session";
import { sessionsQuery } from "../api/sessions";
import { type LimitFacts, limitFacts } from "../model/limit-facts";

/** What a restricted session meets locked, and the permission behind it. */
const PERMISSIONS = {
  join: "enter_conferences",
  create: "create_conferences",
  createAndJoin: "enter_conferences",
  joinAndChange: "moderate_conferences",
} as const satisfies Record<string, Permission>;

export type LockedAct = keyof typeof PERMISSIONS;

/** Why this session may not do something now and how to lift that, in words; nothing where it may (SES-5). */
export function useLock(act: LockedAct): string | undefined {
  const me = useMe();
  const { t } = useTranslation();
  const { t: errors } = useTranslation("errors");
  const how = useHowToLift(act);
  if (me === null || may(me, PERMISSIONS[act])) return undefined;
  return me.session.restricted ? `${t("restricted.device")} ${how}` : errors("not_allowed");
}

/** The facts of the limit, as far as they are known, while this session is restricted. */
export function useLimitFacts(): LimitFacts | undefined {
  const { data } = useQuery({ ...sessionsQuery, enabled: useRestricted() });
  return data && limitFacts(data);
}

/** How many sessions to end for what: "End 2 sessions to join from here." */
export function useHowToLift(act: LockedAct): string {
  const { t } = useTranslation();
  const count = useLimitFacts()?.toEnd ?? 1;
  return count === 1 ? t(`restricted.${act}One`) : t(`restricted.${act}More`, { count });
}

/** Whether this browser's session is restricted now. */
export function useRestricted(): boolean {
  return useMe()?.session.restricted ?? false;
}
