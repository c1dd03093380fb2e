/** The sign-in page: the form, the guest's way in, and why one stands here again; and the step of the second factor. */
export { GuestCard } from "./components/guest-card";
export { SecondFactorStep } from "./components/second-factor-step";
export { SignInForm } from "./components/sign-in-form";
export { SupportLine } from "./components/support-line";
export { useNextStep } from "./components/use-next-step";
