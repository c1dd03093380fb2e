/** The API's shapes, by hand until `npm run api` replaces this file from docs/openapi.json. */

export interface paths {
  "/api/v1/server": {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Server"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    put?: never;
    post?: never;
    delete?: never;
    patch?: never;
  };
  "/api/v1/setup": {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["Setup"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SetupDone"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    get?: never;
    put?: never;
    delete?: never;
    patch?: never;
  };
  "/api/v1/sign-in": {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["SignInRequest"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SignIn"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    get?: never;
    put?: never;
    delete?: never;
    patch?: never;
  };
  "/api/v1/sign-out": {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    get?: never;
    put?: never;
    delete?: never;
    patch?: never;
  };
  "/api/v1/me": {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Me"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    patch: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["ChangeMe"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Me"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    put?: never;
    post?: never;
    delete?: never;
  };
  "/api/v1/me/password": {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["ChangePassword"] } }; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    get?: never;
    put?: never;
    delete?: never;
    patch?: never;
  };
  "/api/v1/sessions": {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SessionList"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    delete: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Ended"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    put?: never;
    post?: never;
    patch?: never;
  };
  "/api/v1/sessions/{id}": {
    delete: { parameters: { query?: never; header?: never; path: { id: string; }; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    get?: never;
    put?: never;
    post?: never;
    patch?: never;
  };
  "/api/v1/accounts": {
    get: { parameters: { query?: { search?: string; cursor?: string; limit?: number; }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["AccountList"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["CreateAccount"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CreatedAccount"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    put?: never;
    delete?: never;
    patch?: never;
  };
  "/api/v1/accounts/{id}/password-link": {
    post: { parameters: { query?: never; header?: never; path: { id: string; }; cookie?: never }; requestBody?: never; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PasswordLink"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    get?: never;
    put?: never;
    delete?: never;
    patch?: never;
  };
  "/api/v1/password-links/check": {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["CheckPasswordLink"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PasswordLinkOwner"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    get?: never;
    put?: never;
    delete?: never;
    patch?: never;
  };
  "/api/v1/password-links/redeem": {
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["RedeemPasswordLink"] } }; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    get?: never;
    put?: never;
    delete?: never;
    patch?: never;
  };
  "/api/v1/people": {
    get: { parameters: { query: { search: string; }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PersonList"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    put?: never;
    post?: never;
    delete?: never;
    patch?: never;
  };
  "/api/v1/conferences": {
    get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["MyConferenceList"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    post: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["CreateConference"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ConferenceSettings"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    put?: never;
    delete?: never;
    patch?: never;
  };
  "/api/v1/conferences/{number}": {
    get: { parameters: { query?: never; header?: never; path: { number: string; }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ConferenceCard"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    delete: { parameters: { query?: never; header?: never; path: { number: string; }; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    put?: never;
    post?: never;
    patch?: never;
  };
  "/api/v1/conferences/{number}/settings": {
    get: { parameters: { query?: never; header?: never; path: { number: string; }; cookie?: never }; requestBody?: never; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ConferenceSettings"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    patch: { parameters: { query?: never; header?: never; path: { number: string; }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["ChangeConference"] } }; responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ConferenceSettings"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    put?: never;
    post?: never;
    delete?: never;
  };
  "/api/v1/conferences/{number}/admissions": {
    post: { parameters: { query?: never; header?: never; path: { number: string; }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["AskAdmission"] } }; responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Admission"] } }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    get?: never;
    put?: never;
    delete?: never;
    patch?: never;
  };
  "/api/v1/conferences/{number}/present/{identity}": {
    delete: { parameters: { query?: never; header?: never; path: { number: string; identity: string; }; cookie?: never }; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    get?: never;
    put?: never;
    post?: never;
    patch?: never;
  };
  "/api/v1/conferences/{number}/present/{identity}/mute": {
    post: { parameters: { query?: never; header?: never; path: { number: string; identity: string; }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["Mute"] } }; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    get?: never;
    put?: never;
    delete?: never;
    patch?: never;
  };
  "/api/v1/conferences/{number}/hand": {
    put: { parameters: { query?: never; header?: never; path: { number: string; }; cookie?: never }; requestBody: { content: { "application/json": components["schemas"]["Hand"] } }; responses: { 204: { headers: { [name: string]: unknown }; content?: never }; default: { headers: { [name: string]: unknown }; content: { "application/problem+json": components["schemas"]["Problem"] } }; } };
    get?: never;
    post?: never;
    delete?: never;
    patch?: never;
  };
}
export interface components {
  schemas: {
    Server: { product: string; name: string; version: string; api_url: string; languages: string[]; captcha: "off" | "always" | "after_failures"; third_party: { id: string; label: string; icon_url?: string }[]; registration: "open" | "invitation" | "closed"; recovery: string[]; setup_required: boolean; support?: { text: string; link?: string }; password: { least_length: number }; links_local_only: boolean };
    Setup: { secret: string; login: string; name?: string; password: string };
    SetupDone: { account: components["schemas"]["Account"] };
    SignInRequest: { login: string; password: string; keep?: boolean; device?: { id?: string; secret?: string; client?: components["schemas"]["Client"]; name?: string; version?: string; system?: string }; transport: "cookie" | "bearer"; entrance?: "home" | "conference" };
    SignIn: { next: "done"; session: components["schemas"]["Session"]; account: components["schemas"]["Account"]; token?: string };
    AccountType: "ws" | "sip" | "h323" | "loop";
    Level: "standard" | "operator" | "administrator";
    Account: { id: string; login: string; name: string; number?: string; type: components["schemas"]["AccountType"]; level: components["schemas"]["Level"]; password_set: boolean };
    Client: "web" | "mobile" | "desktop";
    EndReason: "signed_out" | "ended_by_user" | "ended_by_administrator" | "replaced" | "expired" | "password_changed" | "suspended";
    Session: { id: string; current: boolean; client: components["schemas"]["Client"]; device: { name?: string; version?: string; system?: string }; address: string; signed_in_at: number; last_active_at: number; online: boolean; restricted: boolean; expires_at: number };
    Me: { account: components["schemas"]["Account"]; session: components["schemas"]["Session"] };
    ChangeMe: { name: string };
    ChangePassword: { current: string; new: string };
    SessionList: { items: components["schemas"]["Session"][]; limit: number };
    Ended: { ended: number };
    AccountList: { items: components["schemas"]["Account"][]; next?: string };
    CreateAccount: { login: string; name?: string; type: components["schemas"]["AccountType"]; number?: string; level?: components["schemas"]["Level"] };
    CreatedAccount: { account: components["schemas"]["Account"]; password_link: components["schemas"]["PasswordLink"] };
    PasswordLink: { url: string; expires_at: number };
    CheckPasswordLink: { secret: string };
    PasswordLinkOwner: { login: string; name: string };
    RedeemPasswordLink: { secret: string; password: string };
    Person: { id: string; name: string; number?: string };
    PersonList: { items: components["schemas"]["Person"][] };
    Access: "open" | "closed";
    MyConference: { number: string; name: string; access: components["schemas"]["Access"]; moderator: boolean; people: string[]; people_count: number; live?: { since: number; count: number } | null; link: string };
    MyConferenceList: { items: components["schemas"]["MyConference"][] };
    CreateConference: { name: string; access: components["schemas"]["Access"]; participants?: string[]; moderators?: string[] };
    ChangeConference: { name?: string; access?: components["schemas"]["Access"]; guests?: boolean; participants?: string[]; moderators?: string[] };
    ConferenceCard: { number: string; access: components["schemas"]["Access"]; name?: string; invited_by?: string; member: boolean; moderator: boolean; guests: boolean; ways: ("member" | "guest" | "pin" | "wait")[]; recognised?: { name: string }; link: string; live?: { since: number; count: number } | null };
    ConferenceSettings: { number: string; name: string; access: components["schemas"]["Access"]; guests: boolean; link: string; link_local_only: boolean; participants: { id: string; name: string; number?: string; moderator: boolean }[]; created_at: number };
    AskAdmission: { name?: string; pin?: string; admission?: { id: string; secret: string } };
    Admission: { decision: "admitted"; media_url: string; token: string; identity: string; role: "moderator" | "participant" | "guest"; name: string; conference: { number: string; name: string; access: components["schemas"]["Access"]; link: string }; admission?: { id: string; secret: string } };
    Mute: { source: "microphone" | "camera" | "screen_share" };
    Hand: { raised: boolean; identity: string; admission?: { id: string; secret: string } };
    Problem: { type: string; title: string; status: number; code: string; detail?: string; field?: string; reason?: string; retry_after?: number };
  };
}
