import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, type Session } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, EmptyState, SkeletonRows } from "../../../ui";
import { sessionsQuery } from "../api/sessions";
import { EndDialog, EndOthersDialog } from "./end-dialogs";
import { SessionList } from "./session-list";
import styles from "./sessions.module.css";
import { useDeviceWords } from "./use-device-words";

/** Active sessions (SES-7): the list, ending one, ending all others. */
export function ActiveSessions() {
  const { t } = useTranslation("sessions");
  const { t: common } = useTranslation();
  const say = useProblemText();
  const { data, error, refetch, isFetching, dataUpdatedAt } = useQuery(sessionsQuery);
  const words = useDeviceWords(dataUpdatedAt);
  const [asked, setAsked] = useState<Session | "others">();

  if (data === undefined && error === null) return <SkeletonRows />;
  if (data === undefined) {
    return (
      <EmptyState
        title={common("notLoaded.title")}
        next={
          <Button dense busy={isFetching} onClick={() => void refetch()}>
            {common("try_again")}
          </Button>
        }
      >
        {say(asProblem(error))}
      </EmptyState>
    );
  }
  const others = data.items.filter(({ current }) => !current).length;
  return (
    <>
      <SessionList sessions={data.items} now={dataUpdatedAt} onEnd={setAsked} />
      <div className={styles.foot}>
        <p className="cap">
          {others > 0 ? t("note") : t("noOthers")} {t("callsIn")}
        </p>
        {others > 0 && (
          <Button dense onClick={() => setAsked("others")}>
            {t("endAll")}
          </Button>
        )}
      </div>
      {asked === "others" && <EndOthersDialog count={others} onClose={() => setAsked(undefined)} />}
      {asked !== undefined && asked !== "others" && (
        <EndDialog session={asked} device={words(asked).device} onClose={() => setAsked(undefined)} />
      )}
    </>
  );
}
