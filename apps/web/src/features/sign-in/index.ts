/** The sign-in page: the form, the guest's way in, and why one stands here again. */
export { GuestCard } from "./components/guest-card";
export { SignInForm } from "./components/sign-in-form";
export { SupportLine } from "./components/support-line";
