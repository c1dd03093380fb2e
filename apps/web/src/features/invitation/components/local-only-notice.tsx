import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Notice } from "../../../ui";
import { serverQuery } from "../../server";

/** Says where links do not reach anyone: the server is known to this computer only. */
export function LocalOnlyNotice() {
  const { t } = useTranslation("invitation");
  const { data: server } = useQuery(serverQuery);
  return server?.links_local_only ? <Notice kind="plain">{t("localOnly")}</Notice> : null;
}
