/** What figures run beside the server, and the API key they have in common. */
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";

export const run = promisify(execFile);
export const root = resolve(import.meta.dirname, "../../..");

/** Builds a program of the workspace as it is shipped. */
export async function cargoBuild(...what: string[]): Promise<void> {
  await run("cargo", ["build", "--release", "--locked", ...what], { cwd: root });
}

/** An API key that only a measurement knows, and how a server learns it. */
export const apiKey = {
  key: "figures",
  secret: "a secret that only this measurement knows",
  get env(): Record<string, string> {
    return { VESTIBULE__MEDIA__API_KEY: this.key, VESTIBULE__MEDIA__API_SECRET: this.secret };
  },
};
