import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { ButtonLink, EmptyState, NotLoaded, Rows, SkeletonRows, Surface } from "../../../ui";
import { useMay } from "../../session";
import { useLock } from "../../sessions";
import { myConferencesQuery } from "../api/my-conferences";
import { ConferenceRow } from "./conference-row";
import { JoinByNumber } from "./join-by-number";
import styles from "./join-conference.module.css";

/** The Join conference widget (CNF-3): conferences where the person is a participant, and entry by number. */
export function JoinConference({ heading = true }: { heading?: boolean }) {
  const { t } = useTranslation("join");
  const locked = useLock("join");
  const why = useId();
  return (
    <Surface kind="well" className={styles.join} aria-label={t("title")}>
      <h2 className={heading ? styles.heading : "vh"}>{t("title")}</h2>
      <MyConferences why={locked && why} />
      <JoinByNumber locked={locked} whyId={why} />
    </Surface>
  );
}

/** `why`: the id of the reason, where this session may not join. */
function MyConferences({ why }: { why: string | undefined }) {
  const { t } = useTranslation("join");
  const { t: common } = useTranslation();
  const say = useProblemText();
  const mayCreate = useMay("create_conferences");
  const { data, error, refetch, isFetching } = useQuery(myConferencesQuery);
  if (data === undefined && error === null) return <SkeletonRows />;
  if (data === undefined) {
    return (
      <NotLoaded title={common("notLoaded.title")} busy={isFetching} onAgain={() => void refetch()}>
        {say(asProblem(error))}
      </NotLoaded>
    );
  }
  if (data.length === 0) {
    return (
      <EmptyState
        title={t("emptyTitle")}
        next={
          mayCreate && (
            <ButtonLink to="/conferences/new" dense>
              {t("create")}
            </ButtonLink>
          )
        }
      >
        {t("empty")}
      </EmptyState>
    );
  }
  const firstLive = data.find(({ live }) => live);
  return (
    <Rows>
      {data.map((conference) => (
        <ConferenceRow key={conference.number} conference={conference} main={conference === firstLive} why={why} />
      ))}
    </Rows>
  );
}
