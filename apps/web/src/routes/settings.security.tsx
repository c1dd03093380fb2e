import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PasswordGroup } from "../features/account";
import { ConnectedAccountsGroup } from "../features/connected-accounts";
import { AuthenticatorGroup } from "../features/second-factor";
import { PageHead } from "../ui";

/** Settings > Sign-in and security. */
export const Route = createLazyRoute("/shell/settings/security")({ component: SecurityPage });

function SecurityPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t("nav.security")} crumbs={[t("nav.settings")]} back="/settings" />
      <PasswordGroup />
      <AuthenticatorGroup />
      <ConnectedAccountsGroup />
    </>
  );
}
