import { createLazyRoute } from "@tanstack/react-router";
import { EditConferencePage } from "../features/conferences";

/** One conference: its link and its settings. */
export const Route = createLazyRoute("/shell/conferences/$number")({ component: Page });

function Page() {
  return <EditConferencePage number={Route.useParams().number} />;
}
