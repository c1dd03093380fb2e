import type { QueryClient } from "@tanstack/react-query";
import i18next from "i18next";
import { TabSession } from "../features/session";
import { browserSessionPorts } from "../platform/browser/session-ports";
import { toast } from "../ui";
import type { createAppRouter } from "./router";

/** Starts the tab's session: a change elsewhere re-decides which page may stand here, and says who is signed in now. */
export function startSession(queries: QueryClient, router: ReturnType<typeof createAppRouter>): TabSession {
  const session = new TabSession(queries, browserSessionPorts(), {
    changed: (whom) => {
      if (whom.me) toast(i18next.t("signedInNow", { name: whom.me.account.name }), "notice");
      void router.invalidate();
    },
  });
  const active = () => void session.active(Date.now());
  for (const sign of ["keydown", "pointerdown", "wheel"]) {
    window.addEventListener(sign, active, { capture: true, passive: true });
  }
  return session;
}
