import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Button, ButtonLink, EmptyState, Icon, LockedButton, PageHead, Rows, SkeletonRows } from "../../../ui";
import { LocalOnlyNotice } from "../../invitation";
import { myConferencesQuery } from "../../join";
import { useMay } from "../../session";
import { LockReason, useLock } from "../../sessions";
import { ConferenceRow } from "./conference-row";
import styles from "./conferences.module.css";

/** One's own conferences: what is going on comes first, then the newest. */
export function ConferencesPage() {
  const { t } = useTranslation("conferences");
  const create = useLock("create");
  const join = useLock("createAndJoin");
  const why = useId();
  return (
    <>
      <PageHead title={t("title")}>
        {create ? (
          <LockedButton why={why}>{t("create.open")}</LockedButton>
        ) : (
          <ButtonLink kind="main" to="/conferences/new" icon={<Icon of={Plus} />}>
            {t("create.open")}
          </ButtonLink>
        )}
      </PageHead>
      <div className={styles.list}>
        <LockReason id={why} reason={join ?? create} />
        <LocalOnlyNotice />
        <ConferenceList why={join && why} />
      </div>
    </>
  );
}

/** `why`: the id of the reason, where this session may not join. */
function ConferenceList({ why }: { why: string | undefined }) {
  const { t } = useTranslation(["conferences", "common"]);
  const mayCreate = useMay("create_conferences");
  const { data: conferences, isError, refetch } = useQuery(myConferencesQuery);
  if (conferences === undefined && !isError) return <SkeletonRows />;
  if (conferences === undefined) {
    return (
      <EmptyState
        title={t("common:notLoaded.title")}
        next={<Button onClick={() => void refetch()}>{t("common:try_again")}</Button>}
      />
    );
  }
  if (conferences.length === 0) {
    return (
      <EmptyState
        title={t("empty.title")}
        next={mayCreate && <ButtonLink to="/conferences/new">{t("create.open")}</ButtonLink>}
      >
        {t("empty.text")}
      </EmptyState>
    );
  }
  return (
    <Rows>
      {conferences.map((conference) => (
        <ConferenceRow key={conference.number} conference={conference} why={why} />
      ))}
    </Rows>
  );
}
