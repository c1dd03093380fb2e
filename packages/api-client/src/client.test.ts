import { expect, test } from "vitest";
import { answer, createApi } from "./client";
import { asProblem, Problem } from "./problem";

function apiAnswering(make: () => Response | Promise<Response>) {
  const asked: Request[] = [];
  const api = createApi({
    origin: "http://server.invalid",
    fetch: async (request) => {
      asked.push(request);
      return make();
    },
  });
  return { api, asked };
}

const refusal = {
  type: "about:blank",
  title: "Too many failed tries. Wait and try again.",
  status: 429,
  code: "too_many_tries",
  field: "pin",
  retry_after: 90,
};

function problemResponse(body: object, status: number): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/problem+json" } });
}

test("asvs_3_5_1 every request says that script sent it", async () => {
  const { api, asked } = apiAnswering(() => new Response(null, { status: 204 }));
  await answer(api.POST("/api/v1/sign-out"));
  expect(asked[0]?.headers.get("Vestibule-Request")).toBe("1");
});

test("headers of the moment are added", async () => {
  const asked: Request[] = [];
  const api = createApi({
    origin: "http://server.invalid",
    headers: () => ({ Authorization: "Bearer secret" }),
    fetch: async (request) => {
      asked.push(request);
      return new Response("{}", { headers: { "Content-Type": "application/json" } });
    },
  });
  await answer(api.GET("/api/v1/me"));
  expect(asked[0]?.headers.get("Authorization")).toBe("Bearer secret");
});

test("a problem is thrown with its code, field and wait", async () => {
  const { api } = apiAnswering(() => problemResponse(refusal, 429));
  const problem = await answer(api.GET("/api/v1/me")).catch(asProblem);
  expect(problem).toBeInstanceOf(Problem);
  expect(problem).toMatchObject({ status: 429, code: "too_many_tries", field: "pin", retryAfter: 90 });
});

test("a lost session tells why it ended", async () => {
  const { api } = apiAnswering(() => problemResponse({ status: 401, code: "signed_out", reason: "expired" }, 401));
  await expect(answer(api.GET("/api/v1/me"))).rejects.toMatchObject({ code: "signed_out", reason: "expired" });
});

test.each([
  ["a proxy's page", () => new Response("<h1>Bad gateway</h1>", { status: 502 }), { status: 502, code: "internal" }],
  ["an empty refusal", () => new Response(null, { status: 404 }), { status: 404, code: "unexpected_answer" }],
  ["a dead network", () => Promise.reject(new TypeError("fetch failed")), { status: 0, code: "unreachable" }],
])("%s becomes a problem with a code", async (_, make, expected) => {
  const { api } = apiAnswering(make);
  await expect(answer(api.GET("/api/v1/me"))).rejects.toMatchObject(expected);
});
