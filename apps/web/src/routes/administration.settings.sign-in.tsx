import { createLazyRoute } from "@tanstack/react-router";
import { SignInSettingsGroups } from "../features/sign-in-settings";

/** Administration > Settings > Sign-in. */
export const Route = createLazyRoute("/shell/administration/settings/sign-in")({ component: SignInSettingsGroups });
