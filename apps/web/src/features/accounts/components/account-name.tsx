import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { AuditPerson } from "../../../api";
import styles from "./accounts.module.css";

/** Somebody whom a record names: a way to the account's page, or that the account is gone. Needs the words of accounts. */
export function AccountName({ person: { id, name, login } }: { person: AuditPerson }) {
  const { t } = useTranslation("accounts");
  if (!name) {
    return (
      <span className="text-2" title={id}>
        {t("accountGone")}
      </span>
    );
  }
  return (
    <>
      <Link to="/administration/accounts/$id" params={{ id }} className={`clip ${styles.main}`} title={name}>
        {name}
      </Link>
      <span className={`clip ${styles.sub}`} title={login ?? undefined}>
        {login}
      </span>
    </>
  );
}
