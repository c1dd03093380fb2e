/** Asking to enter a conference: its public card, the request, and what this tab keeps to come back. */
export { admit } from "./api/admit";
export { cardQuery } from "./api/card";
export { asAsked, passOf } from "./model/asked";
export { forgetAdmission, memoryOf, rememberIn, rememberName } from "./model/memory";
