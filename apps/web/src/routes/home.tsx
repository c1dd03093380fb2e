import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { greetedName, partOfDay } from "../features/home";
import { JoinConference } from "../features/join";
import { useSignedIn } from "../features/session";
import { SessionCount } from "../features/sessions";
import { PageHead } from "../ui";

/** Home: a greeting, and the way into conferences. */
export const Route = createLazyRoute("/shell/")({ component: HomePage });

function HomePage() {
  const { t } = useTranslation("join");
  const { t: common } = useTranslation();
  const { account } = useSignedIn();
  const part = partOfDay(new Date().getHours());
  return (
    <>
      <PageHead title={t(`greeting.${part}`, { name: greetedName(account.name) })} phoneTitle={common("nav.home")}>
        <SessionCount />
      </PageHead>
      <JoinConference />
    </>
  );
}
