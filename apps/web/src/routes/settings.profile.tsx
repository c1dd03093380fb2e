import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { NameGroup } from "../features/account";
import { ConnectCodeGroup } from "../features/connect";
import { PageHead } from "../ui";

/** Settings > Profile: who one is here, and the code that brings a phone to this server. */
export const Route = createLazyRoute("/shell/settings/profile")({ component: ProfilePage });

function ProfilePage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t("nav.profile")} crumbs={[t("nav.settings")]} back="/settings" />
      <NameGroup />
      <ConnectCodeGroup />
    </>
  );
}
