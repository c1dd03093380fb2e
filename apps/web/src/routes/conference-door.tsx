import { createLazyRoute } from "@tanstack/react-router";
import { ConferenceDoor } from "../features/conference-door";

/** The page behind a conference's link. */
export const Route = createLazyRoute("/c/$number")({ component: Page });

function Page() {
  const { number } = Route.useParams();
  return <ConferenceDoor key={number} number={number} />;
}
