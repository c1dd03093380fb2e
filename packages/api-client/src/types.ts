import type { components } from "./schema";

type Schemas = components["schemas"];

/** Short names for what the API says, so that screens do not spell out the generated path. */
export type Server = Schemas["Server"];
export type Account = Schemas["Account"];
export type AccountType = Schemas["AccountTypeWord"];
export type Level = Schemas["LevelWord"];
export type Session = Schemas["Session"];
export type SessionList = Schemas["SessionList"];
export type SessionChoice = Schemas["SessionChoice"];
export type EndReason = Schemas["EndReasonWord"];
export type Client = Schemas["ClientWord"];
export type Me = Schemas["Me"];
export type Permission = Schemas["PermissionWord"];
export type SignInStep = Schemas["SignInStep"];
export type ChooseSession = Extract<SignInStep, { next: "choose_session" }>;
export type AskSecondFactor = Extract<SignInStep, { next: "second_factor" }>;
export type AskCaptcha = Extract<SignInStep, { next: "captcha" }>;
export type Captcha = Schemas["Captcha"];
export type CaptchaKind = Schemas["CaptchaKindWord"];
export type SolvedCaptcha = Schemas["CaptchaForm"];
export type AltchaParameters = Schemas["AltchaParameters"];
export type FactorWay = Schemas["FactorWayWord"];
export type SecondFactor = Schemas["SecondFactor"];
export type TotpEnrolment = Schemas["TotpEnrolment"];
export type AccountList = Schemas["AccountList"];
export type ManagedAccount = Schemas["ManagedAccount"];
export type SessionSettings = Schemas["SessionSettings"];
export type SessionsOverview = Schemas["SessionsOverview"];
export type SessionPolicy = Schemas["PolicyWord"];
export type PasswordLink = Schemas["PasswordLink"];
export type PasswordLinkOwner = Schemas["LinkHolder"];
export type Person = Schemas["Person"];
export type MyConference = Schemas["MyConference"];
export type ConferenceCard = Schemas["ConferenceCard"];
export type ConferenceSettings = Schemas["ConferenceSettings"];
export type Admission = Schemas["Admission"];
