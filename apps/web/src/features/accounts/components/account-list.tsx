import { Link } from "@tanstack/react-router";
import { Ellipsis, KeyRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Account } from "../../../api";
import { Icon, IconButton, Rows, Table, Tag } from "../../../ui";
import { Menu, MenuItem } from "../../../ui/menu/menu";
import styles from "./accounts.module.css";

interface AccountListProps {
  accounts: readonly Account[];
  /** What stands is of the former search; the new answer is on its way. */
  stale: boolean;
  onNewLink: (account: Account) => void;
}

const HEADS = ["name", "number", "type", "level", "actions"] as const;

/** The accounts: a table, on a phone rows. */
export function AccountList({ accounts, stale, onNewLink }: AccountListProps) {
  const { t } = useTranslation("accounts");
  return (
    <div className={styles.table} aria-busy={stale}>
      <div className="hide-phone">
        <Table label={t("listLabel")} heads={HEADS.map((head) => t(`head.${head}`))} dense>
          {accounts.map((account) => (
            <tr key={account.id}>
              <td className={styles.name}>
                <PageLink account={account} />
                <span className={`clip ${styles.sub}`}>{account.login}</span>
              </td>
              <td>{account.number ?? t("none")}</td>
              <td className={styles.type}>{account.type}</td>
              <td>
                <span className="row">
                  {t(`level.${account.level}`)}
                  <NoPassword account={account} />
                </span>
              </td>
              <td>
                <Actions account={account} onNewLink={onNewLink} />
              </td>
            </tr>
          ))}
        </Table>
      </div>
      <Rows className="only-phone" aria-label={t("listLabel")}>
        {accounts.map((account) => (
          <li key={account.id}>
            <div className="grow">
              <PageLink account={account} />
              <span className={`clip ${styles.sub}`}>{account.login}</span>
              <span className={`clip ${styles.sub}`}>
                {[account.number, account.type, t(`level.${account.level}`)].filter(Boolean).join(" · ")}
              </span>
              <NoPassword account={account} />
            </div>
            <Actions account={account} onNewLink={onNewLink} />
          </li>
        ))}
      </Rows>
    </div>
  );
}

/** The name leads to the account's page. */
function PageLink({ account: { id, name } }: { account: Account }) {
  return (
    <Link to="/administration/accounts/$id" params={{ id }} className={`clip ${styles.main}`} title={name}>
      {name}
    </Link>
  );
}

function NoPassword({ account }: { account: Account }) {
  const { t } = useTranslation("accounts");
  return account.password_set ? null : <Tag kind="wait">{t("noPassword")}</Tag>;
}

function Actions({ account, onNewLink }: { account: Account; onNewLink: (account: Account) => void }) {
  const { t } = useTranslation("accounts");
  return (
    <Menu
      opener={
        <IconButton kind="bare" dense label={t("actionsFor", { name: account.name })} icon={<Icon of={Ellipsis} />} />
      }
    >
      <MenuItem icon={<Icon of={KeyRound} />} onClick={() => onNewLink(account)}>
        {t("newLink")}
      </MenuItem>
    </Menu>
  );
}
