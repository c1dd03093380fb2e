import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { handPlaces, listed } from "../../../call";
import { Button, Icon } from "../../../ui";
import { useReadable } from "../../../ui/state/use-readable";
import { useCopyLink } from "../../invitation";
import { MuteAllDialog } from "./mute-all-dialog";
import { Panel } from "./panel";
import styles from "./panel.module.css";
import { PersonRow } from "./person-row";
import { usePresent, useRoom } from "./room-context";

/** Who is in the room: raised hands first; for moderators, what they may do about each. */
export function PeoplePanel() {
  const { t } = useTranslation("room");
  const { present, self } = usePresent();
  const places = handPlaces(present);
  const moderating = self?.role === "moderator";
  return (
    <Panel title={t("people.title")} of="people">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard */}
      <section className={styles.body} tabIndex={0} aria-label={t("people.inRoom", { count: present.length })}>
        <div className={styles.sub}>
          <h3>{t("people.inRoom", { count: present.length })}</h3>
          {moderating && present.length > 1 && <MuteAll />}
        </div>
        <ul>
          {listed(present).map((person) => (
            <PersonRow
              key={person.identity}
              person={person}
              handPlace={places.get(person.identity)}
              moderating={moderating}
            />
          ))}
        </ul>
      </section>
      <Invite />
    </Panel>
  );
}

function MuteAll() {
  const { t } = useTranslation("room");
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button kind="bare" dense onClick={() => setAsking(true)}>
        {t("muteAll.act")}
      </Button>
      {asking && <MuteAllDialog onClose={() => setAsking(false)} />}
    </>
  );
}

function Invite() {
  const { t } = useTranslation("room");
  const conference = useReadable(useRoom().visit.conference);
  const copy = useCopyLink();
  if (conference === null) return null;
  return (
    <footer className={styles.foot}>
      <Button dense icon={<Icon of={UserPlus} />} onClick={() => void copy(conference.link)}>
        {t("people.invite")}
      </Button>
    </footer>
  );
}
