/** How this browser names itself in the list of sessions. */
export interface DeviceName {
  /** "Chrome 131" */
  name?: string;
  /** "Windows 11" */
  system?: string;
}

interface Brands {
  brands?: { brand: string; version: string }[];
  platform?: string;
  getHighEntropyValues?: (hints: string[]) => Promise<{ platformVersion?: string }>;
}

/** The browser and system we run in, as far as they say it. */
export async function thisDevice(): Promise<DeviceName> {
  const hints = (navigator as Navigator & { userAgentData?: Brands }).userAgentData;
  const browser = brandOf(hints?.brands) ?? browserOf(navigator.userAgent);
  const system = (await systemFromHints(hints)) ?? systemOf(navigator.userAgent);
  return { ...(browser && { name: browser }), ...(system && { system }) };
}

function brandOf(brands: Brands["brands"]): string | undefined {
  // Browsers add made-up names so that nobody relies on the list's order; the engine is the second best name.
  const real = brands?.filter(
    ({ brand }) => !/not.?a.?brand/i.test(brand.replace(/[^a-z]/gi, "a")) && !/^not/i.test(brand),
  );
  const best = real?.find(({ brand }) => brand !== "Chromium") ?? real?.[0];
  return best && `${best.brand.replace(/^(Google|Microsoft) /, "")} ${best.version}`;
}

async function systemFromHints(hints: Brands | undefined): Promise<string | undefined> {
  if (!hints?.platform || !hints.getHighEntropyValues) return undefined;
  const { platformVersion = "" } = await hints
    .getHighEntropyValues(["platformVersion"])
    .catch(() => ({ platformVersion: "" }));
  const major = Number.parseInt(platformVersion, 10);
  // Windows reports 13 and more for Windows 11: its own numbering of the platform, not of the product.
  if (hints.platform === "Windows")
    return Number.isNaN(major) || major === 0 ? "Windows" : major >= 13 ? "Windows 11" : "Windows 10";
  if (hints.platform === "Android" || hints.platform === "macOS") {
    return Number.isNaN(major) ? hints.platform : `${hints.platform} ${major}`;
  }
  return hints.platform;
}

const BROWSERS: readonly [RegExp, string][] = [
  [/Firefox\/(\d+)/, "Firefox"],
  [/Edg\/(\d+)/, "Edge"],
  [/OPR\/(\d+)/, "Opera"],
  [/Chrom(?:e|ium)\/(\d+)/, "Chrome"],
  [/Version\/(\d+)[\d.]* (?:Mobile\/\S+ )?Safari/, "Safari"],
];

/** The browser an older user-agent line names. */
export function browserOf(agent: string): string | undefined {
  for (const [pattern, name] of BROWSERS) {
    const version = agent.match(pattern)?.[1];
    if (version) return `${name} ${version}`;
  }
  return undefined;
}

const SYSTEMS: readonly [RegExp, string][] = [
  [/Android (\d+)/, "Android"],
  [/(?:iPhone|CPU) OS (\d+)/, "iOS"],
  [/iPad/, "iPadOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

/** The system an older user-agent line names. */
export function systemOf(agent: string): string | undefined {
  for (const [pattern, name] of SYSTEMS) {
    const found = agent.match(pattern);
    if (found) return found[1] ? `${name} ${found[1]}` : name;
  }
  return undefined;
}
