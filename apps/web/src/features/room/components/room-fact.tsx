import { Globe, Lock } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { clock } from "../../../call";
import { Icon } from "../../../ui";
import { useReadable } from "../../../ui/state/use-readable";
import styles from "./room.module.css";
import { useRoom } from "./room-context";

/** "Closed · 24:07" */
export function RoomFact({ since }: { since: number }) {
  const { t } = useTranslation("room");
  const access = useReadable(useRoom().visit.conference)?.access;
  return (
    <span className={`cap ${styles.fact}`}>
      {access !== undefined && (
        <>
          <Icon of={access === "closed" ? Lock : Globe} size={16} />
          {t(`access.${access}`)}
          {"\u00a0· "}
        </>
      )}
      <Running since={since} />
    </span>
  );
}

/** How long it goes on, second by second; silent for screen readers, who may look it up. */
export function Running({ since }: { since: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(tick);
  }, []);
  return <time>{clock(now - since)}</time>;
}
