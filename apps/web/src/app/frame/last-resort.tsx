import { type ReactNode, useContext } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../api";
import { useProblemText } from "../../i18n";
import { Button, ButtonLink, useHeadingFocus } from "../../ui";
import { Door, DoorCard } from "./door";
import { InFrame } from "./in-frame";

/** An address that leads nowhere. */
export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <LastResort title={t("page.notFound")} why={t("page.notFoundWhy")}>
      <ButtonLink to="/" kind="main">
        {t("page.goHome")}
      </ButtonLink>
    </LastResort>
  );
}

/** A page that could not be drawn: the server is silent, or we made a mistake. */
export function FailedPage({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const say = useProblemText();
  const problem = asProblem(error);
  return (
    <LastResort title={t("page.failed")} why={problem.code === "unexpected" ? t("page.failedWhy") : say(problem)}>
      <Button kind="main" onClick={() => location.reload()}>
        {t("try_again")}
      </Button>
    </LastResort>
  );
}

/** Stands while a page's code is on its way; nothing to read, so that nothing flickers. */
export function Pending() {
  return <div aria-busy="true" />;
}

interface LastResortProps {
  title: string;
  why: string;
  /** The way on. */
  children: ReactNode;
}

/** Inside the frame the menu stays at hand; elsewhere it is a page of its own. */
function LastResort({ title, why, children }: LastResortProps) {
  const heading = useHeadingFocus(title);
  const words = (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p className="text-2">{why}</p>
    </>
  );
  if (useContext(InFrame)) {
    return (
      <div className="stack">
        {words}
        <div>{children}</div>
      </div>
    );
  }
  return (
    <Door>
      <DoorCard>
        {words}
        {children}
      </DoorCard>
    </Door>
  );
}
