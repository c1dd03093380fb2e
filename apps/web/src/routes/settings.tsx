import { createLazyRoute } from "@tanstack/react-router";
import { LogOut } from "lucide-react";
import { useTranslation } from "react-i18next";
import { SETTINGS } from "../app/frame/menus";
import { WaysList } from "../app/frame/ways-list";
import { useSignedIn, useSignOut } from "../features/session";
import { Avatar, Button, Icon, PageHead } from "../ui";
import styles from "./settings.module.css";

/** The list of settings, where a phone's tab leads: it has no side menu. */
export const Route = createLazyRoute("/shell/settings")({ component: SettingsPage });

function SettingsPage() {
  const { t } = useTranslation();
  const { account } = useSignedIn();
  const { signOut, busy } = useSignOut();
  return (
    <>
      <PageHead title={t("nav.settings")} />
      <div className={styles.who}>
        <Avatar name={account.name} size={40} />
        <div className="grow">
          <p className="strong clip">{account.name}</p>
          <p className="cap clip">{account.number ?? account.login}</p>
        </div>
      </div>
      <WaysList ways={SETTINGS} />
      <div className={styles.out}>
        <Button icon={<Icon of={LogOut} />} busy={busy} onClick={signOut}>
          {t("signOut")}
        </Button>
      </div>
    </>
  );
}
