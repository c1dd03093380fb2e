import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, EmptyState, NotLoaded, SkeletonRows } from "../../../ui";
import { auditLogQuery } from "../api/audit-log";
import { type AuditFilter, csvAddress, endsBeforeItBegins, isNarrowed, PAGE } from "../model/filter";
import styles from "./audit-log.module.css";
import { EntryList } from "./entry-list";

interface FoundProps {
  filter: AuditFilter;
  onFilter: (filter: AuditFilter) => void;
}

/** What the log has for the filter: entries, nothing, or why not. */
export function Found({ filter, onFilter }: FoundProps) {
  const { t } = useTranslation("audit-log");
  const say = useProblemText();
  const found = useInfiniteQuery(auditLogQuery(filter, useFirst(filter)));
  if (found.data === undefined && found.error === null) return <SkeletonRows count={8} />;
  if (found.data === undefined) {
    return (
      <NotLoaded title={t("notLoaded")} busy={found.isFetching} onAgain={() => void found.refetch()}>
        {say(asProblem(found.error))}
      </NotLoaded>
    );
  }
  const entries = found.data.pages.flatMap((page) => page.items);
  if (entries.length === 0) return <Nothing filter={filter} onFilter={onFilter} />;
  const more = async () => {
    const { data } = await found.fetchNextPage();
    const shown = data?.pages.reduce((sum, page) => sum + page.items.length, 0) ?? 0;
    if (shown > entries.length) onFilter({ ...filter, shown });
  };
  return (
    <>
      <EntryList entries={entries} stale={found.isPlaceholderData} now={found.dataUpdatedAt || Date.now()} />
      <div className={styles.foot}>
        <p className="cap" role="status">
          {t("shown", { count: entries.length })}
        </p>
        {found.hasNextPage && (
          <Button dense busy={found.isFetchingNextPage} onClick={() => void more()}>
            {t("more")}
          </Button>
        )}
      </div>
    </>
  );
}

/** How long the first page is: as the address said when this was first asked. Further entries come by cursor. */
function useFirst(filter: AuditFilter): number {
  const question = csvAddress(filter);
  const [asked, setAsked] = useState({ question, first: filter.shown ?? PAGE });
  if (asked.question !== question) setAsked({ question, first: filter.shown ?? PAGE });
  return asked.first;
}

function Nothing({ filter, onFilter }: FoundProps) {
  const { t } = useTranslation("audit-log");
  if (!isNarrowed(filter)) return <EmptyState title={t("empty.title")}>{t("empty.nothing")}</EmptyState>;
  return (
    <EmptyState
      title={t("empty.title")}
      next={
        <Button dense onClick={() => onFilter({})}>
          {t("empty.clear")}
        </Button>
      }
    >
      {t(endsBeforeItBegins(filter) ? "empty.days" : "empty.hint")}
    </EmptyState>
  );
}
