import { Monitor, Smartphone } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Session } from "../../../api";
import { Icon, Tag } from "../../../ui";
import styles from "./sessions.module.css";

interface DeviceNameProps {
  session: Session;
  name: string;
  /** Mark the session that is best to end, where the server advises one. */
  advises: boolean;
  /** Whether this device itself carries the mark "Restricted"; not where the page is about nothing else. */
  ownMark?: boolean;
  /** Below the name: what the place has room for. */
  children: ReactNode;
}

/** A device with its picture, its name and its marks. */
export function DeviceName({ session, name, advises, ownMark = true, children }: DeviceNameProps) {
  const { t } = useTranslation("sessions");
  const { t: common } = useTranslation();
  return (
    <div className={styles.device}>
      <Icon of={session.client === "mobile" ? Smartphone : Monitor} />
      <div className="grow">
        <p className={styles.name}>
          {name}
          {session.current && <Tag>{t("thisDevice")}</Tag>}
          {session.restricted && (ownMark || !session.current) && <Tag kind="wait">{common("restricted.mark")}</Tag>}
          {advises && session.advised && <Tag>{t("advised")}</Tag>}
        </p>
        {children}
      </div>
    </div>
  );
}

/** What a device is, below its name. */
export function DeviceSub({ children }: { children: ReactNode }) {
  return <p className={styles.sub}>{children}</p>;
}
