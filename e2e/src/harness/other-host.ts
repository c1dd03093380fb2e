/** Another computer for a story: a network namespace of its own, joined to this one by a virtual cable. */
import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Browser, chromium } from "playwright-core";
import { chromiumFlags, chromiumPath } from "./browser.ts";

const run = promisify(execFile);

/** Why there cannot be one here, or nothing: network namespaces are root's, and not every container has them. */
export async function noOtherHost(): Promise<string | undefined> {
  try {
    const other = await OtherHost.connect();
    await other.disconnect();
    return undefined;
  } catch (error) {
    return `no network namespace can be made here: ${error instanceof Error ? error.message : String(error)}`;
  }
}

export class OtherHost {
  private constructor(
    private readonly name: string,
    private readonly folder: string,
    /** The address of this machine as the other one sees it. */
    readonly ours: string,
    readonly theirs: string,
  ) {}

  static async connect(): Promise<OtherHost> {
    // Names of interfaces hold 15 characters; the process id keeps two runs apart.
    const name = `vst${process.pid}`;
    const net = `10.${100 + (process.pid % 100)}.${process.pid % 250}`;
    const host = new OtherHost(name, await mkdtemp(join(tmpdir(), "vestibule-host-")), `${net}.1`, `${net}.2`);
    try {
      await host.#cable();
      return host;
    } catch (error) {
      await host.disconnect();
      throw error;
    }
  }

  /** A Chromium that runs over there. */
  async launchBrowser(): Promise<Browser> {
    const script = join(this.folder, "chromium");
    await writeFile(script, `#!/bin/sh\nexec ip netns exec ${this.name} ${chromiumPath()} "$@"\n`);
    await chmod(script, 0o755);
    return chromium.launch({ executablePath: script, headless: true, args: chromiumFlags });
  }

  async disconnect(): Promise<void> {
    // Its end of the cable goes with it, and ours with that.
    await run("ip", ["netns", "del", this.name]).catch(() => undefined);
    await run("ip", ["link", "del", `${this.name}a`]).catch(() => undefined);
    await rm(this.folder, { recursive: true, force: true });
  }

  async #cable(): Promise<void> {
    const [here, there] = [`${this.name}a`, `${this.name}b`];
    const steps = [
      ["netns", "add", this.name],
      ["link", "add", here, "type", "veth", "peer", "name", there, "netns", this.name],
      // Addresses that come by themselves a second later would look like a change of network to browsers.
      ["link", "set", here, "addrgenmode", "none"],
      ["-n", this.name, "link", "set", there, "addrgenmode", "none"],
      ["addr", "add", `${this.ours}/24`, "dev", here],
      ["link", "set", here, "up"],
      ["-n", this.name, "addr", "add", `${this.theirs}/24`, "dev", there],
      ["-n", this.name, "link", "set", there, "up"],
      ["-n", this.name, "link", "set", "lo", "up"],
    ];
    for (const step of steps) await run("ip", step);
  }
}
