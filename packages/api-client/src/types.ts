import type { components } from "./schema";

type Schemas = components["schemas"];

/** Short names for what the API says, so that screens do not spell out the generated path. */
export type Server = Schemas["Server"];
export type Account = Schemas["Account"];
export type AccountType = Schemas["AccountType"];
export type Level = Schemas["Level"];
export type Session = Schemas["Session"];
export type EndReason = Schemas["EndReason"];
export type Client = Schemas["Client"];
export type Me = Schemas["Me"];
export type SignedIn = Schemas["SignIn"];
export type AccountList = Schemas["AccountList"];
export type PasswordLink = Schemas["PasswordLink"];
export type PasswordLinkOwner = Schemas["PasswordLinkOwner"];
export type Person = Schemas["Person"];
export type MyConference = Schemas["MyConference"];
export type ConferenceCard = Schemas["ConferenceCard"];
export type ConferenceSettings = Schemas["ConferenceSettings"];
export type Admission = Schemas["Admission"];
