import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { NotLoaded, SkeletonRows } from "../../../ui";
import { signInSettingsQuery } from "../api/sign-in-settings";
import { CaptchaGroup } from "./captcha-group";
import { FailuresGroup } from "./failures-group";
import { PasswordGroup } from "./password-group";

/** What guards the way in, in groups that are saved one by one. */
export function SignInSettingsGroups() {
  const { t } = useTranslation("sign-in-settings");
  const say = useProblemText();
  const { data, error, refetch, isFetching } = useQuery(signInSettingsQuery);
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
      <CaptchaGroup settings={data} />
      <PasswordGroup settings={data} />
      <FailuresGroup settings={data} />
    </>
  );
}
