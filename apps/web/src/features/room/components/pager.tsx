import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../ui";
import styles from "./stage.module.css";

interface PagerProps {
  page: number;
  pages: number;
  onPage: (page: number) => void;
}

/** More people than places: the next ones. */
export function Pager({ page, pages, onPage }: PagerProps) {
  const { t } = useTranslation("room");
  return (
    <nav className={styles.pager} aria-label={t("pages.label")}>
      <button
        type="button"
        aria-label={t("pages.previous")}
        aria-disabled={page === 0 || undefined}
        onClick={() => onPage(Math.max(0, page - 1))}
      >
        <Icon of={ChevronLeft} />
      </button>
      <span className="tabular" role="status">
        {t("pages.where", { page: page + 1, pages })}
      </span>
      <button
        type="button"
        aria-label={t("pages.next")}
        aria-disabled={page === pages - 1 || undefined}
        onClick={() => onPage(Math.min(pages - 1, page + 1))}
      >
        <Icon of={ChevronRight} />
      </button>
    </nav>
  );
}
