import { Download } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Icon, PageHead } from "../../../ui";
import { buttonClass } from "../../../ui/button/button";
import { type AuditFilter, csvAddress } from "../model/filter";
import styles from "./audit-log.module.css";
import { Filters, SearchBox } from "./filters";
import { Found } from "./found";

interface AuditLogPageProps {
  /** What the page's address asks for. */
  filter: AuditFilter;
  /** Puts another question into the page's address. */
  onFilter: (filter: AuditFilter) => void;
}

/** Administration > Audit log: search, kinds, days, the entries, and all of them as a file. */
export function AuditLogPage({ filter, onFilter }: AuditLogPageProps) {
  const { t } = useTranslation("audit-log");
  const { t: common } = useTranslation();
  const note = useId();
  const { shown: _, ...question } = filter;
  return (
    <>
      <PageHead
        title={common("nav.auditLog")}
        crumbs={[common("nav.administration")]}
        back="/administration"
        width="full"
      >
        <div className={styles.tools}>
          <SearchBox filter={question} onFilter={onFilter} />
          <a
            className={buttonClass({ dense: true })}
            href={csvAddress(filter)}
            download="audit-log.csv"
            aria-describedby={note}
          >
            <Icon of={Download} />
            {t("csv.get")}
          </a>
        </div>
      </PageHead>
      <Filters filter={question} onFilter={onFilter} />
      <p className={`cap ${styles.note}`}>
        {t("lead")} <span id={note}>{t("csv.note")}</span>
      </p>
      <Found filter={filter} onFilter={onFilter} />
    </>
  );
}
