import { useTranslation } from "react-i18next";
import { Problem } from "../../../api";
import type { Ending } from "../../../call";
import { useProblemText } from "../../../i18n";
import { Button, ButtonLink, Buttons, useHeadingFocus } from "../../../ui";
import { LobbyText } from "../../pre-join";
import { useMe } from "../../session";

interface EndingPageProps {
  number: string;
  title: string;
  ending: Ending;
  /** Straight back in: the same visit, continued. */
  onBack: () => void;
  /** To the page before joining. */
  onAgain: () => void;
}

/** How a visit ended, and the way on. */
export function EndingPage({ number, title, ending, onBack, onAgain }: EndingPageProps) {
  const { t } = useTranslation("room");
  const me = useMe();
  const words = useEndingWords(ending, title);
  const heading = useHeadingFocus(words.title);
  // What is worth another try: going on from here, or asking again at the door.
  const straight = ending.is === "elsewhere" || ending.is === "lost";
  const hopeless = ending.is === "ended" || (ending.is === "refused" && ending.code === "conference_not_found");
  return (
    <LobbyText>
      <h1 ref={heading} tabIndex={-1}>
        {words.title}
      </h1>
      <p className="text-2">{words.text}</p>
      <Buttons>
        {!hopeless && (
          <Button kind="main" onClick={straight ? onBack : onAgain}>
            {t(`ending.way.${straight ? ending.is : "again"}`)}
          </Button>
        )}
        {me === null ? (
          <ButtonLink to="/sign-in" search={hopeless ? {} : { to: `/c/${number}` }}>
            {t("ending.way.logIn")}
          </ButtonLink>
        ) : (
          <ButtonLink to="/">{t("ending.way.home")}</ButtonLink>
        )}
      </Buttons>
    </LobbyText>
  );
}

function useEndingWords(ending: Ending, name: string): { title: string; text: string } {
  const { t } = useTranslation("room");
  const say = useProblemText();
  if (ending.is === "refused") {
    return { title: t("ending.refused.title", { name }), text: say(new Problem({ status: 403, code: ending.code })) };
  }
  return { title: t(`ending.${ending.is}.title`, { name }), text: t(`ending.${ending.is}.text`) };
}
