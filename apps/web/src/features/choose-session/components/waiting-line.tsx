import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Spinner } from "../../../ui";
import { clockOf } from "../../../ui/time/clock";
import type { Waiting } from "../model/waiting";
import styles from "./user-sessions.module.css";

/** What is waited for, and how long that may still last. The words are read out when they change, the clock never. */
export function WaitingLine({ waiting, troubled }: { waiting: Waiting; troubled: boolean }) {
  const { t } = useTranslation("session-limit");
  return (
    <div className={styles.waiting}>
      <Spinner />
      <p role="status">{t(troubled ? "window.trouble" : "window.waiting")}</p>
      <Left waiting={waiting} />
    </div>
  );
}

function Left({ waiting }: { waiting: Waiting }) {
  const { t } = useTranslation("session-limit");
  const [, tick] = useState(0);
  useEffect(() => {
    const clock = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(clock);
  }, []);
  if (waiting.get().is !== "waiting") return null;
  return (
    <span role="timer" className={styles.left}>
      {t("window.left", { time: clockOf(waiting.left()) })}
    </span>
  );
}
