/** Another site where people have an account: a real OpenID Connect provider on loopback, with a log-in page of its own. */
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import Provider, { type Configuration, type InteractionDetails } from "oidc-provider";
import { freeTcpPort } from "./ports.ts";

/** Somebody as that site knows them. */
export interface Known {
  sub: string;
  name: string;
  email?: string;
  preferred_username?: string;
}

export const CLIENT = { id: "vestibule", secret: "a-secret-that-only-the-two-know" };

export class OtherSite {
  /** How often somebody was asked there who they are. */
  asked = 0;
  private constructor(
    readonly issuer: string,
    private readonly http: HttpServer,
    private readonly broken: Set<string>,
  ) {}

  /** Opens the site for one client, which people are sent back to at these addresses. */
  static async open(redirects: string[], people: Known[]): Promise<OtherSite> {
    const port = await freeTcpPort();
    // Another host than the server's own `localhost`: cookies and origins must not mix.
    const issuer = `http://127.0.0.1:${port}`;
    const broken = new Set<string>();
    const provider = new Provider(issuer, configuration(redirects, people));
    const pages = (request: IncomingMessage, response: ServerResponse) => {
      const path = new URL(request.url ?? "/", issuer).pathname;
      if (broken.has(path)) return void response.writeHead(503).end();
      const uid = path.match(/^\/interaction\/([\w-]+)$/)?.[1];
      if (uid === undefined) return void provider.callback()(request, response);
      void site.interact(provider, people, request, response);
    };
    const http = createServer(pages);
    const site = new OtherSite(issuer, http, broken);
    await new Promise<void>((ready) => http.listen(port, "127.0.0.1", ready));
    return site;
  }

  /** From now on these paths answer nothing of use, `/token` for instance. */
  breakDown(...paths: string[]): void {
    for (const path of paths) this.broken.add(path);
  }

  mend(): void {
    this.broken.clear();
  }

  async close(): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((closed) => this.http.close(closed));
  }

  /** The log-in page, and what was pressed on it. */
  private async interact(provider: Provider, people: Known[], request: IncomingMessage, response: ServerResponse) {
    if (request.method === "GET") {
      this.asked += 1;
      const details = await provider.interactionDetails(request, response);
      response.writeHead(200, { "Content-Type": "text/html" }).end(pageOf(details, people));
      return;
    }
    const said = new URLSearchParams(await bodyOf(request));
    const accountId = said.get("who");
    const declined = { error: "access_denied", error_description: "The person said no." };
    await provider.interactionFinished(request, response, accountId ? { login: { accountId } } : declined, {
      mergeWithLastSubmission: false,
    });
  }
}

function configuration(redirects: string[], people: Known[]): Configuration {
  return {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: redirects,
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    claims: { openid: ["sub"], profile: ["name", "preferred_username"], email: ["email"] },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ["only for stories"] },
    pkce: { required: () => true },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, sub) => {
      const known = people.find((person) => person.sub === sub);
      return known && { accountId: sub, claims: () => ({ ...known }) };
    },
    // Whoever logs in there has agreed to be named here: no second page asks for it.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope("openid profile email");
      await grant.save();
      return grant;
    },
  };
}

function pageOf({ prompt }: InteractionDetails, people: Known[]): string {
  const buttons = people.map(({ sub, name }) => `<button name="who" value="${sub}">Log in as ${name}</button>`);
  return `<!doctype html><html lang="en"><title>The other site</title><main><h1>The other site asks: ${prompt.name}</h1>
    <form method="post">${buttons.join(" ")} <button name="who" value="">No, thank you</button></form></main></html>`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}
