import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { THEME_CHOICES, useThemeChoice } from "../app/theme/theme-choice";
import { useOfferedLanguages } from "../features/server";
import { useLanguage } from "../i18n";
import { PageHead, RadioGroup, SettingsGroup } from "../ui";

/** Settings > Language and look: acts at once, on this device. */
export const Route = createLazyRoute("/shell/settings/look")({ component: LookPage });

function LookPage() {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const { language, choose: chooseLanguage } = useLanguage();
  const { theme, choose: chooseTheme } = useThemeChoice();
  const languages = useOfferedLanguages();
  const themes = THEME_CHOICES.map((value) => ({ value, label: common(`theme.${value}`) }));
  return (
    <>
      <PageHead title={t("look.title")} crumbs={[common("nav.settings")]} back="/settings" />
      <SettingsGroup title={common("language")} hint={t("look.languageHint")}>
        <RadioGroup
          legendHidden
          legend={common("language")}
          value={language}
          options={languages}
          onChange={chooseLanguage}
        />
      </SettingsGroup>
      <SettingsGroup title={common("theme.label")} hint={t("look.themeHint")}>
        <RadioGroup legendHidden legend={common("theme.label")} value={theme} options={themes} onChange={chooseTheme} />
      </SettingsGroup>
    </>
  );
}
