/** Debian's Chromium with fake devices, and people in it: one browser context a person. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { recordConnections } from "./media.ts";

/** The programs that set-up accepts, wherever the system keeps them. */
const programs = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Flags that give every page a fake camera and microphone and keep Chromium off the network. */
export const chromiumFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-features=WebRtcHideLocalIpsWithMdns,Translate",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  "--auto-accept-this-tab-capture",
  "--disable-renderer-backgrounding",
  "--disable-backgrounding-occluded-windows",
  "--disable-background-timer-throttling",
];

export function chromiumPath(): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const paths = programs.flatMap((program) => folders.map((folder) => join(folder, program)));
  const found = [process.env.VESTIBULE_CHROMIUM, ...paths].find((path) => path && existsSync(path));
  if (!found) throw new Error("Chromium is missing: make test installs it, or name it in VESTIBULE_CHROMIUM");
  return found;
}

export function launchBrowser(extraFlags: string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), headless: true, args: [...chromiumFlags, ...extraFlags] });
}

/** Somebody at a browser: a context of their own, and everything their pages complained about. */
export class Person {
  readonly complaints: string[] = [];
  private constructor(
    readonly name: string,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async arrive(browser: Browser, name: string, options: BrowserContextOptions = {}): Promise<Person> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: "en-GB",
      permissions: ["camera", "microphone"],
      ignoreHTTPSErrors: true,
      ...options,
    });
    // tsx wraps named functions in calls of a helper that only its own modules have; pages run ours without it.
    await context.addInitScript("globalThis.__name = (wrapped) => wrapped");
    await context.addInitScript(recordConnections);
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`CSP: ${event.violatedDirective} refused ${event.blockedURI}`);
      });
    });
    context.setDefaultTimeout(45_000);
    const person = new Person(name, context, await context.newPage());
    person.watch(person.page);
    return person;
  }

  /** Another tab of the same browser. */
  async openTab(): Promise<Page> {
    const page = await this.context.newPage();
    this.watch(page);
    return page;
  }

  /** Complaints other than those a story names as expected. */
  unexpected(...expected: RegExp[]): string[] {
    return this.complaints.filter((line) => !expected.some((pattern) => pattern.test(line)));
  }

  async leave(): Promise<void> {
    await this.context.close();
  }

  private watch(page: Page): void {
    page.on("pageerror", (error) => this.complaints.push(`${this.name}: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(`${this.name}: ${message.text()}`);
    });
  }
}
