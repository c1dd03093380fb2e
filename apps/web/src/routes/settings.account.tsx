import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { NameGroup, PasswordGroup } from "../features/account";
import { PageHead } from "../ui";

/** Settings > Account. */
export const Route = createLazyRoute("/shell/settings/account")({ component: AccountPage });

function AccountPage() {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  return (
    <>
      <PageHead title={t("account.title")} crumbs={[common("nav.settings")]} back="/settings" />
      <NameGroup />
      <PasswordGroup />
    </>
  );
}
