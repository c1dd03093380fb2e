import { createLazyRoute } from "@tanstack/react-router";
import { NewConferencePage } from "../features/conferences";

/** Making a conference. */
export const Route = createLazyRoute("/shell/conferences/new")({ component: NewConferencePage });
