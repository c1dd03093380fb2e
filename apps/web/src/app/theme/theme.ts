import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

/** The accent in ten steps; light theme takes the eighth (#0f766e), dark the fifth (#2dd4bf). */
const teal: MantineColorsTuple = [
  "#f0fdfa",
  "#ccfbf1",
  "#99f6e4",
  "#5ee0d0",
  "#2dd4bf",
  "#14b8a6",
  "#0d9488",
  "#0f766e",
  "#0b625c",
  "#115e59",
];

/** What the component library needs to know of ui/tokens.css; our own parts read the tokens themselves. */
export const theme = createTheme({
  colors: { teal },
  primaryColor: "teal",
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  defaultRadius: 8,
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--font-mono)",
  fontSizes: { xs: "var(--fs-13)", sm: "var(--fs-14)", md: "var(--fs-16)", lg: "var(--fs-20)", xl: "var(--fs-24)" },
  spacing: { xs: "var(--s1)", sm: "var(--s2)", md: "var(--s4)", lg: "var(--s6)", xl: "var(--s8)" },
});

const grounds = {
  "--mantine-color-body": "var(--canvas)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-dimmed": "var(--text-3)",
  "--mantine-color-error": "var(--danger)",
  "--mantine-color-default-border": "var(--line-field)",
};

/** The library's colours are ours in both schemes. */
export const resolver: CSSVariablesResolver = () => ({ variables: {}, light: grounds, dark: grounds });
