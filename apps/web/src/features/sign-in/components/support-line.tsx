import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { serverQuery } from "../../server";
import styles from "./sign-in.module.css";

/** The administrator's own words for who cannot log in (SIGN-7), when there are any. */
export function SupportLine() {
  const { t } = useTranslation("sign-in");
  const { data } = useQuery(serverQuery);
  if (!data?.support) return null;
  const { text, link } = data.support;
  return (
    <p className={`cap ${styles.support}`}>
      {t("support", { text })} {link && <a href={link}>{link.replace(/^(mailto:|https?:\/\/)/, "")}</a>}
    </p>
  );
}
