import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, ButtonLink, EmptyState, Icon, PageHead, Rows, SkeletonRows } from "../../../ui";
import { LocalOnlyNotice } from "../../invitation";
import { myConferencesQuery } from "../../join";
import { ConferenceRow } from "./conference-row";
import styles from "./conferences.module.css";

/** One's own conferences: what is going on comes first, then the newest. */
export function ConferencesPage() {
  const { t } = useTranslation("conferences");
  return (
    <>
      <PageHead title={t("title")}>
        <ButtonLink kind="main" to="/conferences/new" icon={<Icon of={Plus} />}>
          {t("create.open")}
        </ButtonLink>
      </PageHead>
      <div className={styles.list}>
        <LocalOnlyNotice />
        <ConferenceList />
      </div>
    </>
  );
}

function ConferenceList() {
  const { t } = useTranslation(["conferences", "common"]);
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
      <EmptyState title={t("empty.title")} next={<ButtonLink to="/conferences/new">{t("create.open")}</ButtonLink>}>
        {t("empty.text")}
      </EmptyState>
    );
  }
  return (
    <Rows>
      {conferences.map((conference) => (
        <ConferenceRow key={conference.number} conference={conference} />
      ))}
    </Rows>
  );
}
