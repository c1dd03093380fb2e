import { useTranslation } from "react-i18next";
import { asProblem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, ButtonLink, useHeadingFocus } from "../../../ui";
import { showConferenceNumber } from "../../join";
import { LobbyText } from "../../pre-join";

interface NoConferenceProps {
  number: string;
  error: Error;
  onRetry: () => void;
}

/** Whether the answer was that there is no such conference. */
export function isGone(error: Error): boolean {
  return asProblem(error).code === "conference_not_found";
}

/** There is no such conference, or its card did not come: says which, and the way on. */
export function NoConference({ number, error, onRetry }: NoConferenceProps) {
  const { t } = useTranslation(["pre-join", "common"]);
  const say = useProblemText();
  const problem = asProblem(error);
  const gone = isGone(error);
  const title = gone ? t("notFound.title", { number: showConferenceNumber(number) }) : t("failed.title");
  const heading = useHeadingFocus(title);
  return (
    <LobbyText>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p className="text-2">{gone ? t("notFound.text") : say(problem)}</p>
      {gone ? (
        <ButtonLink to="/join">{t("notFound.other")}</ButtonLink>
      ) : (
        <Button onClick={onRetry}>{t("common:try_again")}</Button>
      )}
    </LobbyText>
  );
}
