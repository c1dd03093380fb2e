import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, type Session, type SessionList as Sessions } from "../../../api";
import { useFormat, useProblemText } from "../../../i18n";
import { Button, NotLoaded, SkeletonRows } from "../../../ui";
import { sessionsQuery } from "../api/sessions";
import { advises, othersOf } from "../model/limit-facts";
import { EndDialog, EndOthersDialog } from "./end-dialogs";
import { SessionList } from "./session-list";
import styles from "./sessions.module.css";
import { useDeviceWords } from "./use-device-words";

/** Active sessions (SES-7): the list, ending one, ending all others. */
export function ActiveSessions() {
  const { t: common } = useTranslation();
  const say = useProblemText();
  const { data, error, refetch, isFetching, dataUpdatedAt } = useQuery(sessionsQuery);
  if (data === undefined && error === null) return <SkeletonRows />;
  if (data === undefined) {
    return (
      <NotLoaded title={common("notLoaded.title")} busy={isFetching} onAgain={() => void refetch()}>
        {say(asProblem(error))}
      </NotLoaded>
    );
  }
  return <Loaded list={data} now={dataUpdatedAt} />;
}

function Loaded({ list, now }: { list: Sessions; now: number }) {
  const { t } = useTranslation("sessions");
  const words = useDeviceWords(now);
  const [asked, setAsked] = useState<Session | "others">();
  const others = othersOf(list.items);
  const close = () => setAsked(undefined);
  return (
    <>
      <SessionList sessions={list.items} advises={advises(list)} now={now} onEnd={setAsked} />
      <div className={styles.foot}>
        <Notes list={list} others={others} />
        {others.length > 0 && (
          <Button dense onClick={() => setAsked("others")}>
            {t("endAll")}
          </Button>
        )}
      </div>
      {asked === "others" && (
        <EndOthersDialog others={others} nameOf={(session) => words(session).device} onClose={close} />
      )}
      {asked !== undefined && asked !== "others" && (
        <EndDialog session={asked} device={words(asked).device} onClose={close} />
      )}
    </>
  );
}

/** The order, which to end, how long a session lives, and what ends nothing. */
function Notes({ list: { limit, life }, others }: { list: Sessions; others: readonly Session[] }) {
  const { t } = useTranslation("sessions");
  const format = useFormat();
  const lives = { web: format.span(life.web_idle_minutes), app: format.span(life.app_idle_days * 24 * 60) };
  return (
    <p className="cap">
      {others.length > 0 ? t("note", lives) : t("noOthers")}{" "}
      {limit > 0 && others.some(({ restricted }) => restricted) && `${t("freesNothing")} `}
      {t("callsIn")}
    </p>
  );
}
