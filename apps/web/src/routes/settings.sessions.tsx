import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ActiveSessions, DeviceCount, RestrictedHere, useRestricted } from "../features/sessions";
import { PageHead } from "../ui";

/** Settings > Sessions > Active sessions. */
export const Route = createLazyRoute("/shell/settings/sessions")({ component: SessionsPage });

function SessionsPage() {
  const { t } = useTranslation("sessions");
  const { t: common } = useTranslation();
  const restricted = useRestricted();
  return (
    <>
      <PageHead title={t("title")} crumbs={[common("nav.settings"), t("crumb")]} back="/settings" width="tables">
        <DeviceCount hidePhone={restricted} />
      </PageHead>
      <RestrictedHere />
      <ActiveSessions />
    </>
  );
}
