import { Lock } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { MyConference } from "../../../api";
import { useFormat } from "../../../i18n";
import { ButtonLink, Icon, Live, LockedButton } from "../../../ui";
import styles from "./join-conference.module.css";

interface ConferenceRowProps {
  conference: MyConference;
  /** The one to join now. */
  main: boolean;
  /** The id of the reason, where this session may not join. */
  why: string | undefined;
}

/** One conference: what is going on there, and the way in. */
export function ConferenceRow({ conference, main, why }: ConferenceRowProps) {
  const { t } = useTranslation("join");
  const format = useFormat();
  const { name, number, access, live, people, people_count } = conference;
  // `people` names others, `people_count` counts oneself too.
  const withWhom = (first: string | undefined, all: number) => {
    if (first === undefined) return t(access === "open" ? "anyone" : "alone");
    return all > 2 ? t("people", { name: first, count: all - 2 }) : first;
  };
  return (
    <li className={styles.row}>
      <div className="grow">
        <h3 className={styles.name}>{name}</h3>
        <p className={styles.sub}>
          {live && (
            <>
              <Live>{t("live")}</Live>
              <span>{t("inRoom", { count: live.count })}</span>
              <span className="hide-phone">{t("since", { time: format.time(live.since) })}</span>
            </>
          )}
          {access === "closed" && (
            <span>
              <Icon of={Lock} size={16} />
              {t("closed")}
            </span>
          )}
          {!live && <span>{withWhom(people[0], people_count)}</span>}
        </p>
      </div>
      {why !== undefined ? (
        <LockedButton why={why} aria-label={t("joinNamed", { name })}>
          {t("join")}
        </LockedButton>
      ) : (
        <ButtonLink
          to="/c/$number"
          params={{ number }}
          kind={main ? "main" : "secondary"}
          aria-label={t("joinNamed", { name })}
        >
          {t("join")}
        </ButtonLink>
      )}
    </li>
  );
}
