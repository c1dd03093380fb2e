import { createLazyRoute } from "@tanstack/react-router";
import { AccountPage } from "../features/accounts";

/** Administration > Accounts Manager > one account. */
export const Route = createLazyRoute("/shell/administration/accounts/$id")({ component: Page });

function Page() {
  const { id } = Route.useParams();
  return <AccountPage key={id} id={id} />;
}
