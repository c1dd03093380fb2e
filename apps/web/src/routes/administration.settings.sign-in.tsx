import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { SignInSettingsGroups } from "../features/sign-in-settings";
import { ThirdPartyGroup } from "../features/third-party-settings";
import { PageHead } from "../ui";

/** Administration > Settings > Sign-in. */
export const Route = createLazyRoute("/shell/administration/settings/sign-in")({ component: SignInSettingsPage });

function SignInSettingsPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t("nav.signIn")} crumbs={[t("nav.administration"), t("nav.settings")]} back="/administration" />
      <SignInSettingsGroups />
      <ThirdPartyGroup />
    </>
  );
}
