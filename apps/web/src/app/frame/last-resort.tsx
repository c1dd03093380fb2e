import { useTranslation } from "react-i18next";
import { asProblem } from "../../api";
import { useProblemText } from "../../i18n";
import { Button, ButtonLink, useHeadingFocus } from "../../ui";
import { Door, DoorCard } from "./door";

/** An address that leads nowhere. */
export function NotFoundPage() {
  const { t } = useTranslation();
  const heading = useHeadingFocus(t("page.notFound"));
  return (
    <Door>
      <DoorCard>
        <h1 ref={heading} tabIndex={-1}>
          {t("page.notFound")}
        </h1>
        <p className="text-2">{t("page.notFoundWhy")}</p>
        <ButtonLink to="/" kind="main" wide>
          {t("page.goHome")}
        </ButtonLink>
      </DoorCard>
    </Door>
  );
}

/** A page that could not be drawn: the server is silent, or we made a mistake. */
export function FailedPage({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const say = useProblemText();
  const heading = useHeadingFocus(t("page.failed"));
  const problem = asProblem(error);
  return (
    <Door>
      <DoorCard>
        <h1 ref={heading} tabIndex={-1}>
          {t("page.failed")}
        </h1>
        <p className="text-2">{problem.code === "unexpected" ? t("page.failedWhy") : say(problem)}</p>
        <Button kind="main" wide onClick={() => location.reload()}>
          {t("try_again")}
        </Button>
      </DoorCard>
    </Door>
  );
}

/** Stands while a page's code is on its way; nothing to read, so that nothing flickers. */
export function Pending() {
  return <div aria-busy="true" />;
}
