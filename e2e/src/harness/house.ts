/** A server, a browser and the people of one story, all gone when it ends. */
import assert from "node:assert/strict";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { launchBrowser, Person } from "./browser.ts";
import { Server, type ServerOptions } from "./server.ts";

export class House {
  readonly people: Person[] = [];
  private constructor(
    readonly server: Server,
    readonly browser: Browser,
  ) {}

  static async open(options: ServerOptions = {}, flags: string[] = []): Promise<House> {
    const server = await Server.start(options);
    try {
      return new House(server, await launchBrowser(flags));
    } catch (error) {
      await server.discard();
      throw error;
    }
  }

  async person(name: string, options: BrowserContextOptions = {}): Promise<Person> {
    const person = await Person.arrive(this.browser, name, options);
    this.people.push(person);
    return person;
  }

  /** No page complained in its console, nor reported a breach of its content security policy. */
  quiet(...expected: RegExp[]): void {
    assert.deepEqual(
      this.people.flatMap((person) => person.unexpected(...expected)),
      [],
      "pages complained",
    );
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.discard();
  }
}
