import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Account, asProblem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, ButtonLink, EmptyState, PageHead, SettingsGroup, SkeletonRows, Tag } from "../../../ui";
import { useMay } from "../../session";
import { accountQuery } from "../api/account";
import { AccountFactor } from "./account-factor";
import { AccountLock } from "./account-lock";
import styles from "./account-page.module.css";
import { AccountSessions } from "./account-sessions";
import { OwnLimitGroup } from "./own-limit-group";

const LIST = "/administration/accounts";

/** Accounts Manager > one account: how it stands, its own session limit, its sessions (ACC-13). */
export function AccountPage({ id }: { id: string }) {
  const { t } = useTranslation("accounts");
  const { data } = useQuery(accountQuery(id));
  return (
    <>
      <PageHead
        title={data?.account.name ?? t("page.title")}
        crumbs={[t("crumb"), t("title")]}
        back={LIST}
        width="tables"
      />
      <Shown id={id} />
    </>
  );
}

function Shown({ id }: { id: string }) {
  const { t } = useTranslation("accounts");
  const { t: common } = useTranslation();
  const say = useProblemText();
  const { data, error, refetch, isFetching } = useQuery(accountQuery(id));
  if (data === undefined && error === null) return <SkeletonRows count={4} />;
  if (data === undefined) {
    const gone = asProblem(error).status === 404;
    return (
      <EmptyState
        title={t(gone ? "page.gone" : "page.notLoaded")}
        next={
          gone ? (
            <ButtonLink to={LIST} dense>
              {t("page.toList")}
            </ButtonLink>
          ) : (
            <Button dense busy={isFetching} onClick={() => void refetch()}>
              {common("try_again")}
            </Button>
          )
        }
      >
        {!gone && say(asProblem(error))}
      </EmptyState>
    );
  }
  const { account, locked_until } = data;
  return (
    <>
      {locked_until && (
        <div className={styles.lock}>
          <AccountLock id={id} until={locked_until} />
        </div>
      )}
      <Facts account={account} />
      <AccountFactor details={data} />
      <OwnLimitGroup details={data} />
      <div className={styles.sessions}>
        <AccountSessions account={account} />
      </div>
    </>
  );
}

function Facts({ account }: { account: Account }) {
  const { t } = useTranslation("accounts");
  const readsLog = useMay("read_audit_log");
  const facts = [
    [t("page.login"), account.login],
    [t("add.number"), account.number ?? t("none")],
    [t("add.type"), t(`type.${account.type}`)],
    [t("add.level"), t(`level.${account.level}`)],
  ] as const;
  return (
    <SettingsGroup title={t("page.who")}>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {!account.password_set && (
        <p>
          <Tag kind="wait">{t("noPassword")}</Tag>
        </p>
      )}
      {readsLog && (
        <p className={styles.history}>
          <Link to="/administration/audit-log" search={{ search: account.login }}>
            {t("page.history")}
          </Link>
        </p>
      )}
    </SettingsGroup>
  );
}
