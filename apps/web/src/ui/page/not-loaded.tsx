import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../button/button";
import { EmptyState } from "../surface/empty-state";

interface NotLoadedProps {
  title: string;
  /** Being loaded again. */
  busy: boolean;
  onAgain: () => void;
  /** Why, in words. */
  children: ReactNode;
}

/** In the place of what could not be loaded: why, and the way to try again. */
export function NotLoaded({ title, busy, onAgain, children }: NotLoadedProps) {
  const { t } = useTranslation();
  return (
    <EmptyState
      title={title}
      next={
        <Button dense busy={busy} onClick={onAgain}>
          {t("try_again")}
        </Button>
      }
    >
      {children}
    </EmptyState>
  );
}
