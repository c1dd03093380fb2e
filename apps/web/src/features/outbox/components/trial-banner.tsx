import { useTranslation } from "react-i18next";
import { ButtonLink, Notice } from "../../../ui";
import { useMay } from "../../session";
import styles from "./trial-banner.module.css";

/** That no mail goes out and where letters are instead, for whoever may read them. No server has mail yet. */
export function TrialBanner({ className }: { className?: string | undefined }) {
  const { t } = useTranslation();
  if (!useMay("read_audit_log")) return null;
  return (
    <Notice
      kind="plain"
      className={[styles.banner, className].filter(Boolean).join(" ")}
      way={
        <ButtonLink to="/administration/outbox" kind="bare" dense>
          {t("trialMode.way")}
        </ButtonLink>
      }
    >
      <p className="small">{t("trialMode.banner")}</p>
    </Notice>
  );
}
