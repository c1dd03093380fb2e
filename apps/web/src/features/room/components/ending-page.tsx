import { useTranslation } from "react-i18next";
import { Problem } from "../../../api";
import type { Ending } from "../../../call";
import { useProblemText } from "../../../i18n";
import { Button, ButtonLink, Buttons, useHeadingFocus } from "../../../ui";
import { LobbyText } from "../../pre-join";
import { useMe } from "../../session";
import { type EndingKind, kindOf, waysOn } from "../model/ending-kind";

interface EndingPageProps {
  number: string;
  title: string;
  ending: Ending;
  /** Somebody was signed in when the visit began. */
  wasSignedIn: boolean;
  /** Straight back in: the same visit, continued. */
  onBack: () => void;
  /** To the page before joining. */
  onAgain: () => void;
}

/** How a visit ended, and the way on. */
export function EndingPage({ number, title, ending, wasSignedIn, onBack, onAgain }: EndingPageProps) {
  const { t } = useTranslation("room");
  const signedIn = useMe() !== null;
  const kind = kindOf(ending, wasSignedIn && !signedIn);
  const words = useEndingWords(kind, ending, title);
  const heading = useHeadingFocus(words.title);
  const { main, logIn } = waysOn(kind, signedIn);
  return (
    <LobbyText>
      <h1 ref={heading} tabIndex={-1}>
        {words.title}
      </h1>
      <p className="text-2">{words.text}</p>
      <Buttons>
        {main !== null && (
          <Button kind="main" onClick={main === "again" ? onAgain : onBack}>
            {t(`ending.way.${main}`)}
          </Button>
        )}
        {logIn !== null && (
          <ButtonLink
            kind={logIn}
            to="/sign-in"
            search={kind === "gone" || kind === "ended" ? {} : { to: `/c/${number}` }}
          >
            {t("ending.way.logIn")}
          </ButtonLink>
        )}
        {signedIn && <ButtonLink to="/">{t("ending.way.home")}</ButtonLink>}
      </Buttons>
    </LobbyText>
  );
}

function useEndingWords(kind: EndingKind, ending: Ending, name: string): { title: string; text: string } {
  const { t } = useTranslation("room");
  const say = useProblemText();
  if (kind === "refused" || kind === "gone") {
    const code = ending.is === "refused" ? ending.code : "";
    return { title: t("ending.refused.title", { name }), text: say(new Problem({ status: 403, code })) };
  }
  return { title: t(`ending.${kind}.title`, { name }), text: t(`ending.${kind}.text`) };
}
