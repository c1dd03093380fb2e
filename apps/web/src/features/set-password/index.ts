/** Choosing a password: by an administrator's link, and the rule that every new password follows. */
export { checkPasswordLink } from "./api/password-link";
export { SetPasswordForm } from "./components/set-password-form";
export { usePasswordRule } from "./components/use-password-rule";
export { useSecret } from "./components/use-secret";
