/** The first account, made by the link the server printed (ACC-18). */
export { SetupForm } from "./components/setup-form";
