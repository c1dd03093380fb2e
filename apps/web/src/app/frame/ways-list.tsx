import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Icon, Rows } from "../../ui";
import type { Way } from "./menus";
import styles from "./ways-list.module.css";

/** A section's pages as a list: what a phone's tab shows, for a phone has no side menu. */
export function WaysList({ ways }: { ways: readonly Way[] }) {
  const { t } = useTranslation();
  return (
    <Rows>
      {ways.map((way) => (
        <li key={way.to} className={styles.row}>
          <Link to={way.to} className={styles.link}>
            <Icon of={way.icon} />
            <span className="grow">{t(`nav.${way.words}`)}</span>
            <Icon of={ChevronRight} />
          </Link>
        </li>
      ))}
    </Rows>
  );
}
