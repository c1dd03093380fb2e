import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { CopyField, Notice, SettingsGroup, Skeleton } from "../../../ui";
import { QrCode } from "../../../ui/qr-code/qr-code";
import { serverQuery } from "../../server";
import { connectLink } from "../model/connect-link";
import styles from "./connect-code.module.css";

/** The code that a phone scans to find this server (MOB-2), with the same as text; or why there is none. */
export function ConnectCodeGroup() {
  const { t } = useTranslation("connect");
  const { data: server } = useQuery(serverQuery);
  if (!server) {
    return (
      <SettingsGroup title={t("code.title")} hint={t("code.hint")}>
        <Skeleton width="208px" height="208px" />
      </SettingsGroup>
    );
  }
  const link = connectLink(server);
  if (link === "local_only" || link === "not_https") {
    return (
      <SettingsGroup title={t("code.title")}>
        <Notice kind="plain">{t(`code.${link}`)}</Notice>
      </SettingsGroup>
    );
  }
  return (
    <SettingsGroup title={t("code.title")} hint={t("code.hint")}>
      <div className={styles.ground}>
        <QrCode text={link} label={t("code.label", { name: server.name })} />
      </div>
      <CopyField label={t("code.link")} value={link} copyLabel={t("code.copy")} />
    </SettingsGroup>
  );
}
