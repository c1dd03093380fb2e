import "@mantine/core/styles/default-css-variables.layer.css";
import "@mantine/core/styles/global.layer.css";
import "@mantine/core/styles/UnstyledButton.layer.css";
import "../ui/tokens.css";
import "../ui/base.css";
import { MantineProvider } from "@mantine/core";
import { type QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { serverQuery } from "../features/server";
import { pageNonce } from "../platform/browser/nonce";
import { PlaceName } from "../ui";
import { Toaster } from "../ui/toast/toaster";
import { resolver, theme } from "./theme/theme";
import { themeKeeper } from "./theme/theme-choice";

/** Everything a page may count on being there: theme, server state, the place's name, toasts. */
export function Providers({ queries, children }: { queries: QueryClient; children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolver}
      colorSchemeManager={themeKeeper}
      defaultColorScheme="auto"
      getStyleNonce={pageNonce}
    >
      <QueryClientProvider client={queries}>
        <Place>{children}</Place>
        <Toaster />
      </QueryClientProvider>
    </MantineProvider>
  );
}

function Place({ children }: { children: ReactNode }) {
  const { data } = useQuery(serverQuery);
  return <PlaceName value={data?.name ?? "Vestibule"}>{children}</PlaceName>;
}
