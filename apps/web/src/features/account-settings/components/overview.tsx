import { useQuery } from "@tanstack/react-query";
import { type CSSProperties, useId } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, type SessionsOverview } from "../../../api";
import { useFormat, useProblemText } from "../../../i18n";
import { NotLoaded, Skeleton } from "../../../ui";
import { overviewQuery } from "../api/session-settings";
import { barsOf } from "../model/bars";
import styles from "./overview.module.css";

/** What is going on, before anything is set: sessions now, and the most at once on each of the last days. */
export function Overview() {
  const { t } = useTranslation("account-settings");
  const say = useProblemText();
  const { data, error, refetch, isFetching } = useQuery(overviewQuery());
  if (data === undefined && error !== null) {
    return (
      <NotLoaded title={t("now.notLoaded")} busy={isFetching} onAgain={() => void refetch()}>
        {say(asProblem(error))}
      </NotLoaded>
    );
  }
  return (
    <section className={styles.state} aria-label={t("now.label")} aria-busy={data === undefined}>
      <Numbers overview={data} />
      {data ? <Plot days={data.days} /> : <Skeleton height="110px" />}
    </section>
  );
}

function Numbers({ overview }: { overview: SessionsOverview | undefined }) {
  const { t } = useTranslation("account-settings");
  const format = useFormat();
  const rows = [
    { words: "sessions", count: overview?.sessions },
    { words: "restricted", count: overview?.restricted },
    { words: "ownLimits", count: overview?.own_limits },
  ] as const;
  return (
    <dl className={styles.numbers}>
      {rows.map(({ words, count }) => (
        <div key={words}>
          <dt>{t(`now.${words}`, { count: count ?? 0 })}</dt>
          <dd className={words === "restricted" && count ? styles.restricted : undefined}>
            {count === undefined ? <Skeleton width="40px" height="28px" /> : format.number(count)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Plot({ days }: { days: SessionsOverview["days"] }) {
  const { t } = useTranslation("account-settings");
  const format = useFormat();
  const caption = useId();
  return (
    <figure className={styles.plot} aria-labelledby={caption}>
      <figcaption className="cap" id={caption}>
        {t("now.plot")}
      </figcaption>
      <ol>
        {barsOf(days).map(({ day, most, share, today }) => (
          <li key={day}>
            <span
              className={today ? `${styles.bar} ${styles.today}` : styles.bar}
              style={{ "--share": share } as CSSProperties}
            />
            <span className="tabular">{format.number(most)}</span>
            <span className={styles.day}>{today ? t("now.today") : format.weekday(day)}</span>
          </li>
        ))}
      </ol>
    </figure>
  );
}
