/** The greeting of the home page. */
export { greetedName, partOfDay } from "./greeting";
