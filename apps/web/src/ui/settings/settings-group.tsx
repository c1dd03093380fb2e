import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { Waiting } from "../marks/marks";
import styles from "./settings-group.module.css";

interface SettingsGroupProps {
  title: string;
  /** One line of plain explanation. */
  hint?: string;
  /** Changed and not saved yet: says so beside the title. */
  unsaved?: boolean;
  children: ReactNode;
}

/** A group of settings with its own Save: what it is at the left, its fields at the right. */
export function SettingsGroup({ title, hint, unsaved, children }: SettingsGroupProps) {
  const { t } = useTranslation();
  const heading = useId();
  return (
    <section className={styles.group} aria-labelledby={heading}>
      <div className={styles.head}>
        <div className={styles.title}>
          <h2 id={heading}>{title}</h2>
          {unsaved && <Waiting>{t("unsaved")}</Waiting>}
        </div>
        {hint && <p className="small text-2">{hint}</p>}
      </div>
      <div className={styles.body}>{children}</div>
    </section>
  );
}

/** The group's Save and what stands beside it. */
export function SettingsFoot({ children }: { children: ReactNode }) {
  return <div className={styles.foot}>{children}</div>;
}
