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

/** How the count is said: against a limit, over it, or without one. */
function countWords({ items, limit }: Sessions): "count" | "countOf" | "countOver" {
  if (limit === 0) return "count";
  return items.length > limit ? "countOver" : "countOf";
}

/** Where somebody is signed in, and ending that (ACC-13, SES-8). */
export function AccountSessions({ account }: { account: Account }) {
  const { t } = useTranslation("accounts");
  const { t: common } = useTranslation();
  const say = useProblemText();
  const { data, error, refetch, isFetching, dataUpdatedAt } = useQuery(accountSessionsQuery(account.id));
  const words = useDeviceWords(dataUpdatedAt);
  const [asked, setAsked] = useState<Session | "all">();
  const close = () => setAsked(undefined);
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
  const count = data.items.length;
  return (
    <>
      <div className={styles.sessionsHead}>
        <h2>{t("page.sessions.title")}</h2>
        <p className="small text-2">{t(`page.sessions.${countWords(data)}`, { count, limit: data.limit })}</p>
      </div>
      {count === 0 ? (
        <p className="text-2 small">{t("page.sessions.none")}</p>
      ) : (
        <>
          <SessionList sessions={data.items} advises={advises(data)} now={dataUpdatedAt} onEnd={setAsked} />
          <div className={styles.sessionsFoot}>
            <Button dense onClick={() => setAsked("all")}>
              {t("page.sessions.endAll")}
            </Button>
          </div>
        </>
      )}
      {asked === "all" && <EndAllDialog account={account} count={count} onClose={close} />}
      {asked !== undefined && asked !== "all" && (
        <EndOneDialog account={account} session={asked} device={words(asked).device} onClose={close} />
      )}
    </>
  );
}
