import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconLink } from "../button/button-link";
import { Icon } from "../icon/icon";
import styles from "./page-head.module.css";
import { useHeadingFocus } from "./use-heading-focus";

interface PageHeadProps {
  title: string;
  /** What the bar of a phone says instead. */
  phoneTitle?: string;
  /** Where the page stands: "Settings", "Sessions". */
  crumbs?: readonly string[];
  /** Where a phone's back arrow leads. */
  back?: string;
  /** How far the page's content may spread: 920 by itself, 1040 for tables, all there is for long lists. */
  width?: "tables" | "full";
  /** At the right of the heading: a count, a search, the main action. */
  children?: ReactNode;
}

/** The one heading of a page. Takes the focus when the page opens, and names the browser's tab. */
export function PageHead({ title, phoneTitle, crumbs, back, width, children }: PageHeadProps) {
  const { t } = useTranslation();
  const heading = useHeadingFocus(title);
  return (
    <>
      {crumbs && <p className={styles.crumbs}>{crumbs.join(" / ")}</p>}
      <div className={styles.head} data-page-head data-page-width={width}>
        <div className={styles.bar}>
          {back && (
            <IconLink to={back} kind="bare" label={t("back")} icon={<Icon of={ArrowLeft} />} className={styles.back} />
          )}
          <h1 ref={heading} tabIndex={-1} className={styles.title}>
            {phoneTitle ? (
              <>
                <span className="hide-phone">{title}</span>
                <span className="only-phone">{phoneTitle}</span>
              </>
            ) : (
              title
            )}
          </h1>
        </div>
        {children}
      </div>
    </>
  );
}
