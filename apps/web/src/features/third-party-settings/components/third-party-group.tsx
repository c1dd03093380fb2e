import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, ErrorText, SettingsFoot, SettingsGroup, SkeletonRows } from "../../../ui";
import { thirdPartyQuery } from "../api/third-party-settings";
import { ProviderList } from "./provider-list";
import { RegistrationForm } from "./registration-form";

/** Administration > Settings > Sign-in > Third party: the sites one may log in through, and who gets an account by that. */
export function ThirdPartyGroup() {
  const { t } = useTranslation("third-party-settings");
  const { data } = useQuery(thirdPartyQuery);
  return (
    <SettingsGroup title={t("title")} hint={t("lead")}>
      {data ? (
        <>
          <ProviderList providers={data.providers} />
          <RegistrationForm saved={data.registration} />
        </>
      ) : (
        <NotThere />
      )}
    </SettingsGroup>
  );
}

function NotThere() {
  const { t } = useTranslation();
  const say = useProblemText();
  const { error, refetch, isFetching } = useQuery(thirdPartyQuery);
  if (!error) return <SkeletonRows count={2} />;
  return (
    <>
      <ErrorText announced>{say(asProblem(error))}</ErrorText>
      <SettingsFoot>
        <Button dense busy={isFetching} onClick={() => void refetch()}>
          {t("try_again")}
        </Button>
      </SettingsFoot>
    </>
  );
}
