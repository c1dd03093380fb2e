import { useTranslation } from "react-i18next";
import type { Session } from "../../../api";
import { Button, Rows, Table } from "../../../ui";
import { useSignOut } from "../../session";
import { capital } from "../model/describe";
import { DeviceName } from "./device-name";
import styles from "./sessions.module.css";
import { type DeviceWords, useDeviceWords } from "./use-device-words";

interface SessionListProps {
  sessions: readonly Session[];
  /** When the list was read; "2 min ago" counts from here. */
  now: number;
  onEnd: (session: Session) => void;
}

/** The sessions: a table from 1024, rows below that, cards on a phone. */
export function SessionList({ sessions, now, onEnd }: SessionListProps) {
  const { t } = useTranslation("sessions");
  const say = useDeviceWords(now);
  const heads = ["device", "client", "address", "signedIn", "lastActive", "action"] as const;
  return (
    <>
      <div className={`hide-narrow ${styles.table}`}>
        <Table label={t("listLabel")} heads={heads.map((head) => t(`head.${head}`))}>
          {sessions.map((session) => (
            <TableRow key={session.id} session={session} words={say(session)} onEnd={onEnd} />
          ))}
        </Table>
      </div>
      <Rows className={`only-narrow ${styles.cards}`} aria-label={t("listLabel")}>
        {sessions.map((session) => (
          <Card key={session.id} session={session} words={say(session)} onEnd={onEnd} />
        ))}
      </Rows>
    </>
  );
}

interface RowProps {
  session: Session;
  words: DeviceWords;
  onEnd: (session: Session) => void;
}

function TableRow({ session, words, onEnd }: RowProps) {
  const { t, i18n } = useTranslation("sessions");
  return (
    <tr>
      <td>
        <DeviceName session={session} name={words.device}>
          <p className={styles.sub}>{words.system}</p>
        </DeviceName>
      </td>
      <td>{words.client}</td>
      <td>{words.address}</td>
      <td>{capital(words.signedIn, i18n.language)}</td>
      <td>{words.lastActive}</td>
      <td>
        {session.current ? <SignOut label={t("signOut")} /> : <End session={session} words={words} onEnd={onEnd} />}
      </td>
    </tr>
  );
}

function Card({ session, words, onEnd }: RowProps) {
  const { t } = useTranslation("sessions");
  return (
    <li>
      <div className="grow">
        <DeviceName session={session} name={words.device}>
          <p className={styles.sub}>{[words.client, words.system].filter(Boolean).join(" · ")}</p>
          <p className={styles.sub}>{words.lastActiveLine}</p>
          <p className={styles.cap}>
            {t("signedIn", { when: words.signedIn })}
            <br />
            {t("address", { address: words.address })}
          </p>
        </DeviceName>
      </div>
      {session.current ? <SignOut label={t("signOut")} /> : <End session={session} words={words} onEnd={onEnd} />}
    </li>
  );
}

function End({ session, words, onEnd }: RowProps) {
  const { t } = useTranslation("sessions");
  return (
    <Button kind="bare" dense aria-label={t("endNamed", { device: words.device })} onClick={() => onEnd(session)}>
      {t("end")}
    </Button>
  );
}

function SignOut({ label }: { label: string }) {
  const { signOut, busy } = useSignOut();
  return (
    <Button kind="bare" dense busy={busy} onClick={signOut}>
      {label}
    </Button>
  );
}
