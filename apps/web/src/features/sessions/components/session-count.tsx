import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { sessionsQuery } from "../api/sessions";
import styles from "./sessions.module.css";

/** How many devices are signed in, against the limit where there is one; leads to the list unless it stands on it. */
export function SessionCount({ linked = true }: { linked?: boolean }) {
  const { t } = useTranslation("sessions");
  const { data } = useQuery(sessionsQuery);
  if (!data) return null;
  const count = data.items.length;
  const words = data.limit > 0 ? t("countOf", { count, limit: data.limit }) : t("count", { count });
  if (!linked) return <p className={styles.count}>{words}</p>;
  return (
    <Link to="/settings/sessions" className={`hide-phone ${styles.count}`}>
      {words}
    </Link>
  );
}
