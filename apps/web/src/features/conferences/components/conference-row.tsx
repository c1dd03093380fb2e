import { Link, useNavigate } from "@tanstack/react-router";
import { Ellipsis, Link2, Lock, Pencil, Users } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { MyConference } from "../../../api";
import { useFormat } from "../../../i18n";
import { ButtonLink, Icon, IconButton, Live, LockedButton } from "../../../ui";
import { Menu, MenuItem } from "../../../ui/menu/menu";
import { useCopyLink } from "../../invitation";
import { showConferenceNumber } from "../../join";
import styles from "./conferences.module.css";

interface ConferenceRowProps {
  conference: MyConference;
  /** The id of the reason, where this session may not join. */
  why: string | undefined;
}

/** One conference of the list: what is going on, who takes part, and the way in. */
export function ConferenceRow({ conference, why }: ConferenceRowProps) {
  const { t } = useTranslation("conferences");
  const { number, name, live } = conference;
  return (
    <li className={styles.row}>
      <div className="grow">
        <h2 className={styles.name}>
          <Link to="/conferences/$number" params={{ number }} className="clip" title={name}>
            {name}
          </Link>
        </h2>
        <RowFacts conference={conference} />
      </div>
      {why !== undefined ? (
        <LockedButton why={why} aria-label={t("row.joinNamed", { name })}>
          {t("row.join")}
        </LockedButton>
      ) : (
        <ButtonLink
          kind={live ? "main" : "secondary"}
          to="/c/$number"
          params={{ number }}
          aria-label={t("row.joinNamed", { name })}
        >
          {t("row.join")}
        </ButtonLink>
      )}
      <RowMenu conference={conference} />
    </li>
  );
}

function RowFacts({ conference }: { conference: MyConference }) {
  const { t } = useTranslation("conferences");
  const format = useFormat();
  const { live, access, people, people_count: count } = conference;
  const first = people[0];
  return (
    <p className={styles.facts}>
      {live && <Live>{t("row.live")}</Live>}
      {live && <span>{t("row.inRoom", { count: live.count })}</span>}
      {live && <span className="hide-phone">{t("row.since", { time: format.time(live.since) })}</span>}
      {access === "closed" && (
        <span className={styles.mark}>
          <Icon of={Lock} size={16} />
          {t("access.closed.word")}
        </span>
      )}
      {!live && first !== undefined && (
        <span className={styles.people}>
          {count > 1 ? t("row.withMore", { name: first, count: count - 1 }) : first}
        </span>
      )}
      <span className="tabular nowrap hide-phone">{showConferenceNumber(conference.number)}</span>
    </p>
  );
}

function RowMenu({ conference }: { conference: MyConference }) {
  const { t } = useTranslation(["conferences", "invitation"]);
  const copy = useCopyLink();
  const go = useNavigate();
  const { number, name, link, moderator } = conference;
  return (
    <Menu opener={<IconButton kind="bare" label={t("row.more", { name })} icon={<Icon of={Ellipsis} />} />}>
      <MenuItem icon={<Icon of={Link2} size={16} />} onClick={() => void copy(link)}>
        {t("invitation:copy")}
      </MenuItem>
      <MenuItem
        icon={<Icon of={moderator ? Pencil : Users} size={16} />}
        onClick={() => void go({ to: "/conferences/$number", params: { number } })}
      >
        {t(moderator ? "edit.open" : "edit.look")}
      </MenuItem>
    </Menu>
  );
}
