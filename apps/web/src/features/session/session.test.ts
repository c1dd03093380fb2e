// @vitest-environment jsdom
import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answer, api, type Me } from "../../api";
import { meQuery } from "./api/me";
import { FakeBrowser } from "./model/fake-browser";
import { TabSession } from "./session";

const asked: { method: string; path: string; headers: Headers }[] = [];
let answers: Record<string, () => Response | Promise<Response>> = {};

function json(status: number, body: object): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

function person(name: string, session: string): Me {
  return {
    account: { id: name, login: name, name, type: "ws", level: "standard", password_set: true },
    session: { id: session, current: true, restricted: false, client: "web" },
  } as unknown as Me;
}

// The client of `api/` keeps the fetch it finds when it is made, so this stands before its first import.
vi.hoisted(() => {
  globalThis.fetch = (input) =>
    (globalThis as unknown as { answer: (request: Request) => Promise<Response> }).answer(input as Request);
});

beforeEach(() => {
  asked.length = 0;
  answers = {};
  Object.assign(globalThis, {
    answer: async (request: Request) => {
      const path = new URL(request.url).pathname;
      asked.push({ method: request.method, path, headers: request.headers });
      return (answers[`${request.method} ${path}`] ?? (() => json(500, {})))();
    },
  });
});

const queries: QueryClient[] = [];
afterEach(() => {
  for (const client of queries.splice(0)) client.clear();
});

function tab(browser: FakeBrowser, name: string) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.push(client);
  const changed = vi.fn();
  return { client, changed, session: new TabSession(client, browser.ports(name), { changed }) };
}

test("sign_6 signing in keeps no secret: the answer's person is known, other tabs ask for themselves", async () => {
  const browser = new FakeBrowser();
  const [a, b] = [tab(browser, "a"), tab(browser, "b")];
  for (const { client } of [a, b]) client.setQueryData(meQuery.queryKey, { me: null, reason: undefined });
  const ann = person("ann", "s1");
  answers["POST /api/v1/sign-in"] = () => json(200, { next: "done", ...ann });
  answers["GET /api/v1/me"] = () => json(200, ann);

  await a.session.signIn({ login: "ann", password: "a long enough password" });

  expect(a.client.getQueryData(meQuery.queryKey)).toEqual({ me: ann });
  expect(a.changed).not.toHaveBeenCalled();
  await vi.waitFor(() => expect(b.changed).toHaveBeenCalledExactlyOnceWith({ me: ann }));
  expect(browser.open).toHaveLength(1);
});

test("sign_6 an answer that was asked for before signing in does not undo it", async () => {
  const browser = new FakeBrowser();
  const a = tab(browser, "a");
  a.client.setQueryData(meQuery.queryKey, { me: person("bob", "s0") });
  const ann = person("ann", "s1");
  const late: ((answer: Response) => void)[] = [];
  answers["GET /api/v1/me"] = () => (late.length < 2 ? new Promise((done) => late.push(done)) : json(200, ann));
  answers["POST /api/v1/sign-in"] = () => json(200, { next: "done", ...ann });
  // One question of a broken line, one of a key pressed.
  browser.open[0]?.break();
  const active = a.session.active(1);
  await vi.waitFor(() => expect(late).toHaveLength(2));
  await a.session.signIn({ login: "ann", password: "a long enough password" });
  for (const done of late) done(json(200, person("bob", "s0")));
  await active;
  expect(a.client.getQueryData(meQuery.queryKey)).toEqual({ me: ann });
});

test("an answer that was asked for before signing out does not undo it", async () => {
  const browser = new FakeBrowser();
  const a = tab(browser, "a");
  const bob = person("bob", "s0");
  a.client.setQueryData(meQuery.queryKey, { me: bob });
  const late: ((answer: Response) => void)[] = [];
  answers["GET /api/v1/me"] = () => new Promise((done) => late.push(done));
  answers["POST /api/v1/sign-out"] = () => new Response(null, { status: 204 });
  browser.open[0]?.break();
  await vi.waitFor(() => expect(late).toHaveLength(1));
  await a.session.signOut();
  late[0]?.(json(200, bob));
  await vi.waitFor(() => expect(a.client.isFetching()).toBe(0));
  expect(a.client.getQueryData(meQuery.queryKey)).toEqual({ me: null, reason: "signed_out" });
});

test("a tab whose session changed forgets what the former person saw", async () => {
  const browser = new FakeBrowser();
  const a = tab(browser, "a");
  a.client.setQueryData(meQuery.queryKey, { me: person("ann", "s1") });
  a.client.setQueryData(["conferences"], ["Ann's ward round"]);
  a.client.setQueryData(["server"], { name: "City Clinic" });
  a.client.setQueryData(meQuery.queryKey, { me: person("bob", "s2") });
  expect(a.client.getQueryData(["conferences"])).toBeUndefined();
  expect(a.client.getQueryData(["server"])).toEqual({ name: "City Clinic" });
  expect(a.changed).toHaveBeenCalledExactlyOnceWith({ me: person("bob", "s2") });
});

test("ses_8 an ended session leaves nobody signed in, and the reason", () => {
  const browser = new FakeBrowser();
  const a = tab(browser, "a");
  a.client.setQueryData(meQuery.queryKey, { me: person("ann", "s1") });
  browser.open[0]?.say("session_ended", { session_id: "s1", reason: "ended_by_administrator" });
  expect(a.changed).toHaveBeenCalledExactlyOnceWith({ me: null, reason: "ended_by_administrator" });
});

test("ses_9 a key is told with the activity header, once a minute, and only while signed in", async () => {
  const a = tab(new FakeBrowser(), "a");
  answers["GET /api/v1/me"] = () => json(200, person("ann", "s1"));
  await a.session.active(0);
  expect(asked).toHaveLength(0);
  a.client.setQueryData(meQuery.queryKey, { me: person("ann", "s1") });
  await a.session.active(1);
  await a.session.active(30_000);
  expect(asked).toHaveLength(1);
  expect(asked[0]?.headers.get("Vestibule-Activity")).toBe("1");
  expect(asked[0]?.headers.get("Vestibule-Request")).toBe("1");
});

test("after a break in the line what stands on the page is asked again, what was just read is not", async () => {
  const browser = new FakeBrowser();
  const a = tab(browser, "a");
  a.client.setQueryData(meQuery.queryKey, { me: person("ann", "s1") });
  a.client.setQueryData(["conferences"], [], { updatedAt: Date.now() - 60_000 });
  browser.open[0]?.say("hello", { session_id: "s1" });
  expect(a.client.getQueryState(["conferences"])?.isInvalidated).toBe(true);
  expect(a.client.getQueryState(meQuery.queryKey)?.isInvalidated).toBe(false);
});

test.each([
  ["ses_4", { next: "choose_session", attempt: { id: "a1" }, choice: { to_end: 1 } }],
  ["acc_16", { next: "second_factor", attempt: { id: "a1" }, ways: ["totp"], ends_at: 1 }],
])("%s a sign-in with a step to go signs nobody in", async (_, step) => {
  const a = tab(new FakeBrowser(), "a");
  a.client.setQueryData(meQuery.queryKey, { me: null, reason: undefined });
  answers["POST /api/v1/sign-in"] = () => json(200, step);
  expect(await a.session.signIn({ login: "ann", password: "a long enough password" })).toEqual(step);
  expect(a.client.getQueryData(meQuery.queryKey)).toEqual({ me: null, reason: undefined });
});

function restricted(browser: FakeBrowser) {
  const a = tab(browser, "a");
  const ann = person("ann", "s1");
  const bound = { ...ann, session: { ...ann.session, restricted: true }, allowed: [] };
  a.client.setQueryData(meQuery.queryKey, { me: bound });
  a.client.setQueryData(["sessions"], { items: [] });
  return { ...a, bound, free: { ...ann, allowed: ["enter_conferences" as const] } };
}

test("ses_6 a session that is lifted learns it while its page stands, and what it may do then", async () => {
  const browser = new FakeBrowser();
  const a = restricted(browser);
  answers["GET /api/v1/me"] = () => json(200, a.free);
  browser.open[0]?.say("session_lifted", { session_id: "s1" });
  await vi.waitFor(() => expect(a.client.getQueryData(meQuery.queryKey)).toEqual({ me: a.free }));
  expect(a.client.getQueryState(["sessions"])?.isInvalidated).toBe(true);
  expect(a.changed).not.toHaveBeenCalled();
});

test("ses_6 an answer from before the lift does not undo it", async () => {
  const browser = new FakeBrowser();
  const a = restricted(browser);
  const late: ((answer: Response) => void)[] = [];
  answers["GET /api/v1/me"] = () => (late.length < 1 ? new Promise((done) => late.push(done)) : json(200, a.free));
  browser.open[0]?.say("hello", { session_id: "s1" });
  await vi.waitFor(() => expect(late).toHaveLength(1));
  browser.open[0]?.say("session_lifted", { session_id: "s1" });
  await vi.waitFor(() => expect(a.client.getQueryData(meQuery.queryKey)).toEqual({ me: a.free }));
  late[0]?.(json(200, a.bound));
  await vi.waitFor(() => expect(a.client.isFetching()).toBe(0));
  expect(a.client.getQueryData(meQuery.queryKey)).toEqual({ me: a.free });
});

test("ses_6 a word of activity that is answered late does not undo the lift either", async () => {
  const browser = new FakeBrowser();
  const a = restricted(browser);
  const late: ((answer: Response) => void)[] = [];
  answers["GET /api/v1/me"] = () => (late.length < 1 ? new Promise((done) => late.push(done)) : json(200, a.free));
  const active = a.session.active(1);
  await vi.waitFor(() => expect(late).toHaveLength(1));
  browser.open[0]?.say("session_lifted", { session_id: "s1" });
  await vi.waitFor(() => expect(a.client.getQueryData(meQuery.queryKey)).toEqual({ me: a.free }));
  late[0]?.(json(200, a.bound));
  await active;
  expect(a.client.getQueryData(meQuery.queryKey)).toEqual({ me: a.free });
});

test("ses_6 a restricted session asks how it stands whenever its line opens: it may have been freed before", async () => {
  const browser = new FakeBrowser();
  const a = restricted(browser);
  answers["GET /api/v1/me"] = () => json(200, a.free);
  browser.open[0]?.say("hello", { session_id: "s1" });
  await vi.waitFor(() => expect(a.client.getQueryData(meQuery.queryKey)).toEqual({ me: a.free }));
});

test.each(["sessions_changed", "session_ended", "session_lifted"])("ses_7 after %s the list is read again", (event) => {
  const browser = new FakeBrowser();
  const a = restricted(browser);
  browser.open[0]?.say(event, { session_id: "another", reason: "ended_by_user" });
  expect(a.client.getQueryState(["sessions"])?.isInvalidated).toBe(true);
  expect(asked).toEqual([]);
});

test("ses_5 a refusal for restriction asks what this session may do", async () => {
  const browser = new FakeBrowser();
  const a = restricted(browser);
  a.client.setQueryData(meQuery.queryKey, { me: a.free });
  answers["POST /api/v1/conferences"] = () => json(403, { code: "session_restricted", status: 403 });
  answers["GET /api/v1/me"] = () => json(200, a.bound);
  const body = { name: "Ward round" } as never;
  await expect(answer(api.POST("/api/v1/conferences", { body }))).rejects.toMatchObject({ status: 403 });
  await vi.waitFor(() => expect(a.client.getQueryData(meQuery.queryKey)).toEqual({ me: a.bound }));
});

test("ses_8 a refusal without a reason is doubted once: a proof in another tab may have replaced the cookie", async () => {
  const browser = new FakeBrowser();
  const a = tab(browser, "a");
  const ann = person("ann", "s1");
  a.client.setQueryData(meQuery.queryKey, { me: ann });
  const says = [() => json(401, { code: "signed_out", status: 401 }), () => json(200, ann)];
  answers["GET /api/v1/me"] = () => (says.shift() ?? says[0] ?? (() => json(500, {})))();
  browser.open[0]?.break();
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  await vi.waitFor(() => expect(a.client.isFetching()).toBe(0));
  expect(a.client.getQueryData(meQuery.queryKey)).toEqual({ me: ann });
  expect(a.changed).not.toHaveBeenCalled();
});

test("ses_8 a refusal with a reason is believed at once", async () => {
  const browser = new FakeBrowser();
  const a = tab(browser, "a");
  a.client.setQueryData(meQuery.queryKey, { me: person("ann", "s1") });
  answers["GET /api/v1/me"] = () => json(401, { code: "signed_out", reason: "expired", status: 401 });
  browser.open[0]?.break();
  await vi.waitFor(() => expect(a.changed).toHaveBeenCalledExactlyOnceWith({ me: null, reason: "expired" }));
  expect(asked).toHaveLength(1);
});

test("a silent server at sign-out changes nothing", async () => {
  const a = tab(new FakeBrowser(), "a");
  const ann = { me: person("ann", "s1") };
  a.client.setQueryData(meQuery.queryKey, ann);
  answers["POST /api/v1/sign-out"] = () => json(503, { code: "unavailable", status: 503 });
  await expect(a.session.signOut()).rejects.toMatchObject({ code: "unavailable" });
  expect(a.client.getQueryData(meQuery.queryKey)).toEqual(ann);
});

test("a page that came without a session asks nobody, until somebody signs in", async () => {
  document.documentElement.dataset.session = "none";
  const { client, session } = tab(new FakeBrowser(), "a");
  expect(await client.fetchQuery(meQuery)).toEqual({ me: null, reason: undefined });
  expect(asked).toEqual([]);

  const ann = person("ann", "s1");
  answers["POST /api/v1/sign-in"] = () => json(200, { next: "done", ...ann });
  answers["GET /api/v1/me"] = () => json(200, ann);
  await session.signIn({ login: "ann", password: "a long enough password" });
  expect(await client.fetchQuery({ ...meQuery, staleTime: 0 })).toEqual({ me: ann });
  expect(asked.map(({ path }) => path)).toContain("/api/v1/me");
});
