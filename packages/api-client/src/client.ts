import createFetchClient from "openapi-fetch";
import { asProblem, Problem } from "./problem";
import type { paths } from "./schema";

/** How a client reaches its server. */
export interface ApiOptions {
  /** Origin of the server; empty for the page's own. */
  origin?: string;
  /** Extra headers of one request, asked for each time: the activity mark, a bearer token. */
  headers?: (request: Request) => Record<string, string>;
  /** Replaces the global fetch in tests. */
  fetch?: (request: Request) => Promise<Response>;
}

/** The typed client: `api.GET("/api/v1/me")`, answers read with {@link answer}. */
export type Api = ReturnType<typeof createApi>;

/** Makes a client. Each request says that script sent it (the server's guard against forged forms). */
export function createApi(options: ApiOptions = {}) {
  const client = createFetchClient<paths>({
    baseUrl: options.origin ?? "",
    credentials: "same-origin",
    ...(options.fetch && { fetch: options.fetch }),
  });
  client.use({
    onRequest({ request }) {
      request.headers.set("Vestibule-Request", "1");
      for (const [name, value] of Object.entries(options.headers?.(request) ?? {})) request.headers.set(name, value);
      return request;
    },
  });
  return client;
}

/** What a call came to: the data, or a thrown {@link Problem}. */
export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let settled: { data?: T; error?: unknown; response: Response };
  try {
    settled = await call;
  } catch (thrown) {
    throw asProblem(thrown);
  }
  if (!settled.response.ok) throw Problem.fromBody(settled.response.status, settled.error);
  return settled.data as T;
}
