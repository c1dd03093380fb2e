import { createLazyRoute } from "@tanstack/react-router";
import { AuditLogPage } from "../features/audit-log";

/** Administration > Audit log. */
export const Route = createLazyRoute("/shell/administration/audit-log")({ component: Page });

function Page() {
  const filter = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <AuditLogPage
      filter={filter}
      onFilter={(search) => void navigate({ to: ".", search, replace: true, resetScroll: false })}
    />
  );
}
