import type { Query, QueryClient } from "@tanstack/react-query";
import {
  type AskCaptcha,
  type AskSecondFactor,
  answer,
  api,
  type ChooseSession,
  type Me,
  Problem,
  type SignInStep,
  whenStandingIsDoubted,
} from "../../api";
import { sessionMayBe } from "../../platform/browser/session-hint";
import { askWhom, meQuery, type Whom } from "./api/me";
import { askSignIn, askSignOut, type Credentials } from "./api/sign-in";
import { Activity } from "./model/activity";
import type { SessionPorts } from "./model/ports";
import type { ServerEvent } from "./model/server-event";
import { SessionWatch } from "./model/session-watch";

/** What was read this short a time ago, in milliseconds, was read while the page opened its line: not asked twice. */
const FRESH = 1_000;

/** Events after which the list of sessions is another. */
const SESSIONS_CHANGE: ReadonlySet<string> = new Set(["session_ended", "session_lifted", "sessions_changed"]);

/** What the page does when the session changes under it. */
export interface SessionHost {
  /** Someone else, or nobody, is signed in now; what the former saw is already gone from the cache. */
  changed: (whom: Whom) => void;
}

/**
 * Where a sign-in stands: somebody is signed in, has to prove a second factor (ACC-16), or has to choose which session
 * gives way (SES-4).
 */
export type SignInOutcome = { next: "done"; me: Me } | AskSecondFactor | ChooseSession;

/** The session of this tab: joins the query cache, the watch and the sign-in calls. One a page. */
export class TabSession {
  readonly #queries: QueryClient;
  readonly #host: SessionHost;
  readonly #watch: SessionWatch;
  readonly #activity = new Activity();
  readonly #listeners = new Set<(event: ServerEvent) => void>();

  constructor(queries: QueryClient, ports: SessionPorts, host: SessionHost) {
    this.#queries = queries;
    this.#host = host;
    this.#watch = new SessionWatch(ports, {
      ask: () => this.#ask(),
      changed: () => this.#changed(),
      ended: (reason) => this.#set({ me: null, reason }),
      heard: (event) => this.#heard(event),
    });
    queries.getQueryCache().subscribe(({ type, query }) => {
      if (type === "updated" && query.queryKey[0] === meQuery.queryKey[0]) this.#saw();
    });
    whenStandingIsDoubted(() => this.#ask());
  }

  /** Signs in, as far as login and password go; or is asked for a captcha first, and nothing was examined (CAP-1). */
  async signIn(credentials: Credentials): Promise<SignInOutcome | AskCaptcha> {
    const step = await askSignIn(credentials);
    return step.next === "captcha" ? step : this.accept(step);
  }

  /** Takes the answer to a step of signing in; from `done` on every tab of this browser is that person's. */
  async accept(step: SignInStep): Promise<SignInOutcome> {
    if (step.next === "second_factor" || step.next === "choose_session") return step;
    // A captcha comes before everything else, never after a step; other steps have their place here.
    if (step.next !== "done") throw new Problem({ status: 0, code: "unexpected_answer" });
    sessionMayBe();
    const { me } = await askWhom();
    // Ended again in the same moment.
    if (me === null) throw new Problem({ status: 401, code: "signed_out" });
    await this.#dropQuestion();
    this.#watch.acted(me.session.id);
    this.#set({ me });
    this.#forget();
    return { next: "done", me };
  }

  /** Signs out, in every tab. */
  async signOut(): Promise<void> {
    await askSignOut();
    await this.#dropQuestion();
    this.#watch.acted(null);
    this.#set({ me: null, reason: "signed_out" });
    this.#changed();
  }

  /** A key, a touch, a pointer: at most once a minute the server hears of it (SES-9). */
  async active(now: number): Promise<void> {
    const signedIn = this.#whom()?.me;
    if (!signedIn || !this.#activity.noted(now)) return;
    try {
      const me = await answer(api.GET("/api/v1/me", { headers: { "Vestibule-Activity": "1" } }));
      // Whatever was learned meanwhile (another person, a restriction lifted) is newer than an answer asked for before.
      if (this.#whom()?.me === signedIn) this.#set({ me });
    } catch {
      // A lost session has been told to the watch; a silent server hears of the next key.
    }
  }

  /** Hears what the server says; returns how to stop. */
  listen(hears: (event: ServerEvent) => void): () => void {
    this.#listeners.add(hears);
    return () => this.#listeners.delete(hears);
  }

  #whom(): Whom | undefined {
    return this.#queries.getQueryData(meQuery.queryKey);
  }

  #saw(): void {
    const whom = this.#whom();
    if (whom) this.#watch.saw(whom.me?.session.id ?? null);
  }

  #set(whom: Whom): void {
    this.#queries.setQueryData(meQuery.queryKey, whom);
  }

  /** What was asked under the former session and is answered late must not undo what this tab just did. */
  #dropQuestion(): Promise<void> {
    return this.#queries.cancelQueries({ queryKey: meQuery.queryKey });
  }

  #ask(): void {
    sessionMayBe();
    // What was known stays until the answer comes; a silent server changes nothing.
    void this.#queries.fetchQuery({ ...meQuery, queryFn: askWhom, staleTime: 0 }).catch(() => undefined);
  }

  #changed(): void {
    const whom = this.#whom();
    if (!whom) return;
    this.#forget();
    this.#host.changed(whom);
  }

  /** Nothing the former person saw may stay; what is on the screen is asked again, for the new one. */
  #forget(): void {
    const persons = { predicate: ({ queryKey }: Query) => queryKey[0] !== "me" && queryKey[0] !== "server" };
    void this.#queries.cancelQueries(persons);
    this.#queries.removeQueries({ ...persons, type: "inactive" });
    if (this.#whom()?.me) void this.#queries.resetQueries(persons);
    else this.#queries.removeQueries(persons);
  }

  /** The line stands (again): what was read before it did may have changed unheard. */
  #catchUp(): void {
    const now = Date.now();
    void this.#queries.invalidateQueries({
      predicate: ({ queryKey, state }) => queryKey[0] !== "server" && now - state.dataUpdatedAt > FRESH,
    });
    // Freed between the sign-in and this greeting: nobody would say it again.
    if (this.#whom()?.me?.session.restricted) this.#ask();
  }

  #heard(event: ServerEvent): void {
    if (event.type === "hello") this.#catchUp();
    if (event.type === "conferences_changed") void this.#queries.invalidateQueries({ queryKey: ["conferences"] });
    if (SESSIONS_CHANGE.has(event.type)) void this.#queries.invalidateQueries({ queryKey: ["sessions"] });
    if (event.type === "session_lifted" && event.session_id === this.#whom()?.me?.session.id) {
      // An answer that is on its way may be older than this news.
      void this.#dropQuestion().then(() => this.#ask());
      void this.#queries.invalidateQueries({ queryKey: ["conferences"] });
    }
    for (const hears of this.#listeners) hears(event);
  }
}
