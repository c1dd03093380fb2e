import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { NotLoaded, PageHead, SkeletonRows } from "../../../ui";
import { settingsQuery } from "../api/session-settings";
import { LifetimesGroup } from "./lifetimes-group";
import { LimitGroup } from "./limit-group";
import { Overview } from "./overview";

/** Administration > Settings > Account: what is going on, then the groups, each with its own Save. */
export function AccountSettings() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t("nav.account")} crumbs={[t("nav.administration"), t("nav.settings")]} back="/administration" />
      <Overview />
      <Groups />
    </>
  );
}

function Groups() {
  const { t } = useTranslation("account-settings");
  const say = useProblemText();
  const { data, error, refetch, isFetching } = useQuery(settingsQuery);
  if (data === undefined && error === null) return <SkeletonRows count={4} />;
  if (data === undefined) {
    return (
      <NotLoaded title={t("notLoaded")} busy={isFetching} onAgain={() => void refetch()}>
        {say(asProblem(error))}
      </NotLoaded>
    );
  }
  return (
    <>
      <LimitGroup settings={data} />
      <LifetimesGroup settings={data} />
    </>
  );
}
