import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { sessionsQuery } from "../api/sessions";
import { placesOf } from "../model/places";
import styles from "./places.module.css";
import { SessionPlaces } from "./session-places";

/** How many devices are signed in, against the limit where there is one; leads to the list. */
export function SessionCount() {
  const count = useCount("countOver");
  if (!count) return null;
  return (
    <p className={`hide-phone ${styles.line}`}>
      <SessionPlaces places={count.places} />
      <Link to="/settings/sessions">{count.words}</Link>
    </p>
  );
}

/** The same above the list itself. On a phone a restricted device reads it in its banner instead. */
export function DeviceCount({ hidePhone }: { hidePhone: boolean }) {
  const count = useCount("devicesOver");
  if (!count) return null;
  return (
    <p className={hidePhone ? `hide-phone ${styles.line}` : styles.line}>
      <SessionPlaces places={count.places} />
      <span>{count.words}</span>
    </p>
  );
}

/** The places and their words; `over` is what is said while more are signed in than allowed. */
function useCount(over: "countOver" | "devicesOver") {
  const { t } = useTranslation("sessions");
  const { data } = useQuery(sessionsQuery);
  if (!data) return undefined;
  const places = placesOf(data);
  const facts = { count: data.items.length, limit: data.limit };
  if (data.limit === 0) return { places, words: t("count", facts) };
  return { places, words: t(places.over > 0 ? over : "countOf", facts) };
}
