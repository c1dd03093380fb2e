import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ActiveSessions, SessionCount } from "../features/sessions";
import { PageHead } from "../ui";

/** Settings > Sessions > Active sessions. */
export const Route = createLazyRoute("/shell/settings/sessions")({ component: SessionsPage });

function SessionsPage() {
  const { t } = useTranslation("sessions");
  const { t: common } = useTranslation();
  return (
    <>
      <PageHead title={t("title")} crumbs={[common("nav.settings"), t("crumb")]} back="/settings" width="tables">
        <SessionCount linked={false} />
      </PageHead>
      <ActiveSessions />
    </>
  );
}
