/** Reads pictures that only people can read: a server of a story tells in its log what they show. */
import type { Page } from "playwright-core";
import type { Server } from "./server.ts";
import { until } from "./wait.ts";

/** The environment of a server that tells. A release build has nothing to tell. */
export const TELLING = { VESTIBULE__LOG__LEVEL: "info,captcha_text=trace" };

/** The captchas that one page asks for. */
export class Captchas {
  /** Ids of what the server answered, in order. */
  readonly answered: string[] = [];

  constructor(
    private readonly page: Page,
    private readonly server: Server,
  ) {
    page.on("response", async (response) => {
      if (!response.url().endsWith("/api/v1/captchas") || response.status() !== 201) return;
      this.answered.push(((await response.json()) as { id: string }).id);
    });
  }

  /** Waits until so many have come and the last one's picture stands on the page. */
  async come(count: number, label = "Characters in the picture"): Promise<void> {
    await until(`captcha ${count} has come`, () => this.answered.length === count);
    await this.page.getByLabel(label).waitFor();
    await this.page.getByRole("timer").waitFor();
  }

  /** What the last picture shows. */
  async text(): Promise<string> {
    const told = new RegExp(`captcha=${this.answered.at(-1)} text="(\\w{5})"`);
    return until("the picture's text is told", () =>
      this.server.lines.map((line) => line.match(told)?.[1]).find(Boolean),
    );
  }
}
