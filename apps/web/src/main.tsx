import { RouterProvider } from "@tanstack/react-router";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Providers } from "./app/providers";
import { createQueries } from "./app/query-client";
import { createAppRouter } from "./app/router";
import { startSession } from "./app/start-session";
import { SessionContext } from "./features/session";
import { startI18n } from "./i18n";
import { takeSecret } from "./platform/browser/fragment";
import { pageNonce } from "./platform/browser/nonce";

// First of all: a secret must not stand in the address bar while code loads.
takeSecret();
window.addEventListener("hashchange", takeSecret);

const queries = createQueries();
const router = createAppRouter(queries);
const session = startSession(queries, router);

// The dialogs' scroll lock writes a <style> of its own and asks this for the nonce.
setNonce(pageNonce());

// Words, who is signed in and the page's code are asked for side by side; what fails shows when the page is drawn.
const words = startI18n();
void router.load().catch(() => undefined);
await words;

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Providers queries={queries}>
        <SessionContext value={session}>
          <RouterProvider router={router} />
        </SessionContext>
      </Providers>
    </StrictMode>,
  );
}
