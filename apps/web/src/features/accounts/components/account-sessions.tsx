import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Account, asProblem, type Session, type SessionList as Sessions } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, EmptyState, SkeletonRows } from "../../../ui";
import { advises, SessionList, useDeviceWords } from "../../sessions";
import { accountSessionsQuery } from "../api/account";
import styles from "./account-page.module.css";
import { EndAllDialog, EndOneDialog } from "./end-session-dialogs";

/** Where somebody is signed in, and ending that (ACC-13, SES-8). */
export function AccountSessions({ account }: { account: Account }) {
  const { t } = useTranslation();
  const say = useProblemText();
  const { data, error, refetch, isFetching, dataUpdatedAt } = useQuery(accountSessionsQuery(account.id));
  if (data === undefined && error === null) return <SkeletonRows />;
  if (data === undefined) {
    return (
      <EmptyState
        title={t("notLoaded.title")}
        next={
          <Button dense busy={isFetching} onClick={() => void refetch()}>
            {t("try_again")}
          </Button>
        }
      >
        {say(asProblem(error))}
      </EmptyState>
    );
  }
  return <Loaded account={account} list={data} now={dataUpdatedAt} />;
}

function Loaded({ account, list, now }: { account: Account; list: Sessions; now: number }) {
  const { t } = useTranslation("accounts");
  const words = useDeviceWords(now);
  const [asked, setAsked] = useState<Session | "all">();
  const close = () => setAsked(undefined);
  const count = list.items.length;
  // On one's own page the session that looks at it stays.
  const others = list.items.filter(({ current }) => !current).length;
  return (
    <>
      <div className={styles.sessionsHead}>
        <h2>{t("page.sessions.title")}</h2>
        {count > 0 && (
          <p className="small text-2">{t(`page.sessions.${countWords(list)}`, { count, limit: list.limit })}</p>
        )}
      </div>
      {count === 0 && <p className="text-2 small">{t("page.sessions.none")}</p>}
      {count > 0 && <SessionList sessions={list.items} advises={advises(list)} now={now} onEnd={setAsked} />}
      {others > 0 && (
        <div className={styles.sessionsFoot}>
          <Button dense onClick={() => setAsked("all")}>
            {t(others === count ? "page.sessions.endAll" : "page.sessions.endOthers")}
          </Button>
        </div>
      )}
      {asked === "all" && <EndAllDialog account={account} count={others} onClose={close} />}
      {asked !== undefined && asked !== "all" && (
        <EndOneDialog account={account} session={asked} device={words(asked).device} onClose={close} />
      )}
    </>
  );
}

/** How the count is said: against a limit, over it, or without one. */
function countWords({ items, limit }: Sessions): "count" | "countOf" | "countOver" {
  if (limit === 0) return "count";
  return items.length > limit ? "countOver" : "countOf";
}
