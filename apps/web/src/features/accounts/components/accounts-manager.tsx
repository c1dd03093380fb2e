import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Account, asProblem, type PasswordLink } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, EmptyState, Icon, NotLoaded, PageHead, SearchField, SkeletonRows } from "../../../ui";
import { useSettled } from "../../../ui/state/use-settled";
import { accountsQuery } from "../api/accounts";
import { AccountList } from "./account-list";
import styles from "./accounts.module.css";
import { AddAccountDialog } from "./add-account-dialog";
import { NewLinkDialog, PasswordLinkDialog } from "./password-link-dialog";

/** What lies over the list: adding, asking for a new link, showing one. */
type Over =
  | { kind: "add" }
  | { kind: "ask"; account: Account }
  | { kind: "link"; account: Account; link: PasswordLink; added: boolean };

/** Accounts Manager: search, list, new accounts and links to set passwords (ACC-13, ACC-19). */
export function AccountsManager() {
  const { t } = useTranslation("accounts");
  const queries = useQueryClient();
  const [typed, setTyped] = useState("");
  const [over, setOver] = useState<Over>();
  const addButton = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOver(undefined);
    // The dialog that had this button's focus to give back is gone: another took its place.
    if (over?.kind === "link" && over.added) addButton.current?.focus();
  };
  return (
    <>
      <PageHead title={t("title")} crumbs={[t("crumb")]} back="/administration" width="full">
        <div className={styles.tools}>
          <SearchField
            className={styles.search}
            label={t("search")}
            placeholder={t("searchExample")}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            dense
          />
          <Button ref={addButton} kind="main" dense icon={<Icon of={Plus} />} onClick={() => setOver({ kind: "add" })}>
            {t("add.open")}
          </Button>
        </div>
      </PageHead>
      <Found
        search={useSettled(typed.trim())}
        onClear={() => setTyped("")}
        onNewLink={(account) => setOver({ kind: "ask", account })}
      />
      {over?.kind === "add" && (
        <AddAccountDialog
          onClose={close}
          onAdded={(account, link) => {
            void queries.invalidateQueries({ queryKey: ["accounts"] });
            setOver({ kind: "link", account, link, added: true });
          }}
        />
      )}
      {over?.kind === "ask" && (
        <NewLinkDialog
          account={over.account}
          onClose={close}
          onMade={(link) => setOver({ kind: "link", account: over.account, link, added: false })}
        />
      )}
      {over?.kind === "link" && <PasswordLinkDialog {...over} onClose={close} />}
    </>
  );
}

interface FoundProps {
  search: string;
  onClear: () => void;
  onNewLink: (account: Account) => void;
}

function Found({ search, onClear, onNewLink }: FoundProps) {
  const { t } = useTranslation("accounts");
  const { t: common } = useTranslation();
  const say = useProblemText();
  const found = useInfiniteQuery(accountsQuery(search));
  if (found.data === undefined && found.error === null) return <SkeletonRows count={8} />;
  if (found.data === undefined) {
    return (
      <NotLoaded title={common("notLoaded.title")} busy={found.isFetching} onAgain={() => void found.refetch()}>
        {say(asProblem(found.error))}
      </NotLoaded>
    );
  }
  const accounts = found.data.pages.flatMap((page) => page.items);
  if (accounts.length === 0) {
    return (
      <EmptyState
        title={t("emptySearch")}
        next={
          <Button dense onClick={onClear}>
            {t("clearSearch")}
          </Button>
        }
      >
        {t("emptySearchWhy", { search })}
      </EmptyState>
    );
  }
  return (
    <>
      <AccountList accounts={accounts} stale={found.isPlaceholderData} onNewLink={onNewLink} />
      <div className={styles.foot}>
        <p className="cap" role="status">
          {t("shown", { count: accounts.length })}
        </p>
        {found.hasNextPage && (
          <Button dense busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t("more")}
          </Button>
        )}
      </div>
    </>
  );
}
