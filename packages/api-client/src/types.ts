import type { components } from "./schema";

type Schemas = components["schemas"];

/** Short names for what the API says, so that screens do not spell out the generated path. */
export type Server = Schemas["Server"];
export type Account = Schemas["Account"];
export type AccountType = Schemas["AccountTypeWord"];
export type Level = Schemas["LevelWord"];
export type Session = Schemas["Session"];
export type EndReason = Schemas["EndReasonWord"];
export type Client = Schemas["ClientWord"];
export type Me = Schemas["Me"];
export type SignedIn = Schemas["SignInStep"];
export type AccountList = Schemas["AccountList"];
export type PasswordLink = Schemas["PasswordLink"];
export type PasswordLinkOwner = Schemas["LinkHolder"];
export type Person = Schemas["Person"];
export type MyConference = Schemas["MyConference"];
export type ConferenceCard = Schemas["ConferenceCard"];
export type ConferenceSettings = Schemas["ConferenceSettings"];
export type Admission = Schemas["Admission"];
