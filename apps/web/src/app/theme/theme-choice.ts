import { localStorageColorSchemeManager, useMantineColorScheme } from "@mantine/core";

/** Light, dark, or as the system asks. */
export type ThemeChoice = "auto" | "light" | "dark";

export const THEME_CHOICES: readonly ThemeChoice[] = ["auto", "light", "dark"];

/** Keeps the choice on this device, under the key that index.html reads before the first paint. */
export const themeKeeper = localStorageColorSchemeManager({ key: "vestibule.theme" });

/** The theme chosen, and how to choose another. */
export function useThemeChoice(): { theme: ThemeChoice; choose: (theme: ThemeChoice) => void } {
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return { theme: colorScheme, choose: setColorScheme };
}
