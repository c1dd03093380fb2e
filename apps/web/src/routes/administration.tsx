import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { administrationOf } from "../app/frame/menus";
import { WaysList } from "../app/frame/ways-list";
import { useSignedIn } from "../features/session";
import { PageHead } from "../ui";
import styles from "./administration.module.css";

/** The list of administration's pages, where a phone's tab leads. */
export const Route = createLazyRoute("/shell/administration")({ component: AdministrationPage });

function AdministrationPage() {
  const { t } = useTranslation();
  const [pages, settings] = administrationOf(useSignedIn());
  return (
    <>
      <PageHead title={t("nav.administration")} />
      <WaysList ways={pages?.ways ?? []} />
      {settings && (
        <>
          <h2 className={styles.head}>{t("nav.settings")}</h2>
          <WaysList ways={settings.ways} />
        </>
      )}
    </>
  );
}
