import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, type OutboxItem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, EmptyState, NotLoaded, PageHead, SkeletonRows } from "../../../ui";
import { outboxQuery } from "../api/outbox";
import { LetterDialog } from "./letter-dialog";
import { LetterList } from "./letter-list";
import styles from "./outbox.module.css";

/** Administration > Outbox: what the server wrote to people and nobody carries out yet. */
export function Outbox() {
  const { t } = useTranslation("outbox");
  const { t: common } = useTranslation();
  const [read, setRead] = useState<OutboxItem>();
  return (
    <>
      <PageHead
        title={common("nav.outbox")}
        crumbs={[common("nav.administration")]}
        back="/administration"
        width="tables"
      />
      <p className={`text-2 ${styles.lead}`}>{t("lead")}</p>
      <Letters onRead={setRead} />
      {read && <LetterDialog key={read.id} letter={read} onClose={() => setRead(undefined)} />}
    </>
  );
}

function Letters({ onRead }: { onRead: (letter: OutboxItem) => void }) {
  const { t } = useTranslation("outbox");
  const say = useProblemText();
  const found = useInfiniteQuery(outboxQuery);
  if (found.data === undefined && found.error === null) return <SkeletonRows count={4} />;
  if (found.data === undefined) {
    return (
      <NotLoaded title={t("notLoaded")} busy={found.isFetching} onAgain={() => void found.refetch()}>
        {say(asProblem(found.error))}
      </NotLoaded>
    );
  }
  const letters = found.data.pages.flatMap((page) => page.items);
  if (letters.length === 0) return <EmptyState title={t("empty.title")}>{t("empty.hint")}</EmptyState>;
  return (
    <>
      <LetterList letters={letters} now={found.dataUpdatedAt} onRead={onRead} />
      <div className={styles.foot}>
        <p className="cap" role="status">
          {t("shown", { count: letters.length })}
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
