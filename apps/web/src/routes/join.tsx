import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { JoinConference } from "../features/join";
import { PageHead } from "../ui";

/** Join conference, from the side menu. */
export const Route = createLazyRoute("/shell/join")({ component: JoinPage });

function JoinPage() {
  const { t } = useTranslation("join");
  return (
    <>
      <PageHead title={t("title")} back="/" />
      <JoinConference heading={false} />
    </>
  );
}
