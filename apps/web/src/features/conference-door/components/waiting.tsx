import { useTranslation } from "react-i18next";
import { Spinner } from "../../../ui";
import styles from "./waiting.module.css";

/** The short moment before it is known what stands here. */
export function Waiting() {
  const { t } = useTranslation("common");
  return (
    <main className={styles.waiting} role="status" aria-label={t("loading")}>
      <Spinner />
    </main>
  );
}
