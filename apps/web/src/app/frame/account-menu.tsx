import { useNavigate } from "@tanstack/react-router";
import { ChevronsUpDown, CircleUserRound, LogOut } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useOfferedLanguages } from "../../features/server";
import { useSignedIn, useSignOut } from "../../features/session";
import { useLanguage } from "../../i18n";
import { Avatar, Icon } from "../../ui";
import { Menu, MenuChoice, MenuDivider, MenuItem } from "../../ui/menu/menu";
import { THEME_CHOICES, useThemeChoice } from "../theme/theme-choice";
import styles from "./shell.module.css";

/** Who is signed in, at the bottom of the side menu: settings, language, theme, sign out. */
export function AccountMenu() {
  const { t } = useTranslation();
  const { account } = useSignedIn();
  const { theme, choose: chooseTheme } = useThemeChoice();
  const { language, choose: chooseLanguage } = useLanguage();
  const languages = useOfferedLanguages();
  const go = useNavigate();
  const { signOut } = useSignOut();
  return (
    <Menu
      position="top-start"
      opener={
        <button
          type="button"
          className={styles.me}
          aria-label={t("nav.menuOf", { name: account.name })}
          title={account.name}
        >
          <Avatar name={account.name} size={28} />
          <span className={styles.meWords}>
            <span className={`clip ${styles.meName}`}>{account.name}</span>
            <span className="clip cap tabular">{account.number ?? account.login}</span>
          </span>
          <Icon of={ChevronsUpDown} size={16} />
        </button>
      }
    >
      <MenuItem icon={<Icon of={CircleUserRound} />} onClick={() => void go({ to: "/settings/profile" })}>
        {t("nav.profile")}
      </MenuItem>
      <MenuDivider />
      <MenuChoice label={t("language")} value={language} options={languages} onChoose={chooseLanguage} />
      <MenuDivider />
      <MenuChoice
        label={t("theme.label")}
        value={theme}
        options={THEME_CHOICES.map((value) => ({ value, label: t(`theme.${value}`) }))}
        onChoose={chooseTheme}
      />
      <MenuDivider />
      <MenuItem icon={<Icon of={LogOut} />} onClick={signOut}>
        {t("signOut")}
      </MenuItem>
    </Menu>
  );
}
