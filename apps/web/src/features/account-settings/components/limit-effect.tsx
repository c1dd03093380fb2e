import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Info } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../ui";
import { useSettled } from "../../../ui/state/use-settled";
import { overviewQuery } from "../api/session-settings";
import { effectOf } from "../model/effect";
import styles from "./groups.module.css";

/** Whom a typed limit would touch, said before it is saved; nothing until the typing pauses. */
export function LimitEffect({ typed, saved }: { typed: string; saved: number }) {
  const effect = effectOf(useSettled(typed), saved);
  return (
    // There from the start, so that what appears in it is read out.
    <div role="status">
      {effect.kind === "unlimited" && <Unlimited />}
      {effect.kind === "count" && <Over limit={effect.limit} />}
    </div>
  );
}

function Unlimited() {
  const { t } = useTranslation("account-settings");
  return <Line>{t("limit.unlimited")}</Line>;
}

function Over({ limit }: { limit: number }) {
  const { t } = useTranslation("account-settings");
  // The answer carries the limit it was counted for: while the next is on its way, the former sentence stays true.
  const { data } = useQuery({
    ...overviewQuery(limit),
    select: ({ accounts_over }) => ({ limit, count: accounts_over }),
    placeholderData: keepPreviousData,
  });
  if (!data) return null;
  return <Line>{t("limit.over", { count: data.count, sessions: t("limit.sessions", { count: data.limit }) })}</Line>;
}

function Line({ children }: { children: string }) {
  return (
    <p className={styles.effect}>
      <Icon of={Info} size={16} />
      <span>{children}</span>
    </p>
  );
}
