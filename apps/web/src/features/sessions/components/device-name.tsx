import { Monitor, Smartphone } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Session } from "../../../api";
import { Icon, Tag } from "../../../ui";
import styles from "./sessions.module.css";

/** A device with its picture, its name and its marks; below it what the place has room for. */
export function DeviceName({ session, name, children }: { session: Session; name: string; children: ReactNode }) {
  const { t } = useTranslation("sessions");
  return (
    <div className={styles.device}>
      <Icon of={session.client === "mobile" ? Smartphone : Monitor} />
      <div className="grow">
        <p className={styles.name}>
          {name}
          {session.current && <Tag>{t("thisDevice")}</Tag>}
          {session.restricted && <Tag kind="wait">{t("restricted")}</Tag>}
        </p>
        {children}
      </div>
    </div>
  );
}
