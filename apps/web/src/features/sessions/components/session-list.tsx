import { useTranslation } from "react-i18next";
import type { Session } from "../../../api";
import { Button, Rows, Table } from "../../../ui";
import { useSignOut } from "../../session";
import { capital } from "../model/describe";
import { DeviceName, DeviceSub } from "./device-name";
import { EndButton } from "./end-button";
import styles from "./sessions.module.css";
import { type DeviceWords, useDeviceWords } from "./use-device-words";

interface SessionListProps {
  sessions: readonly Session[];
  /** Mark the session that is best to end. */
  advises: boolean;
  /** When the list was read; "2 min ago" counts from here. */
  now: number;
  onEnd: (session: Session) => void;
}

/** The sessions: a table from 1024, rows below that, cards on a phone. */
export function SessionList({ sessions, advises, now, onEnd }: SessionListProps) {
  const { t } = useTranslation("sessions");
  const say = useDeviceWords(now);
  const heads = ["device", "client", "address", "signedIn", "lastActive", "action"] as const;
  return (
    <>
      <div className={`hide-narrow ${styles.table}`}>
        <Table label={t("listLabel")} heads={heads.map((head) => t(`head.${head}`))}>
          {sessions.map((session) => (
            <TableRow key={session.id} session={session} advises={advises} words={say(session)} onEnd={onEnd} />
          ))}
        </Table>
      </div>
      <Rows className={`only-narrow ${styles.cards}`} aria-label={t("listLabel")}>
        {sessions.map((session) => (
          <Card key={session.id} session={session} advises={advises} words={say(session)} onEnd={onEnd} />
        ))}
      </Rows>
    </>
  );
}

interface RowProps {
  session: Session;
  advises: boolean;
  words: DeviceWords;
  onEnd: (session: Session) => void;
}

function TableRow({ session, advises, words, onEnd }: RowProps) {
  const { i18n } = useTranslation("sessions");
  return (
    <tr>
      <td>
        <DeviceName session={session} name={words.device} advises={advises}>
          <DeviceSub>{words.system}</DeviceSub>
        </DeviceName>
      </td>
      <td>{words.client}</td>
      <td>{words.address}</td>
      <td>{capital(words.signedIn, i18n.language)}</td>
      <td>{words.lastActive}</td>
      <td>
        <RowAct session={session} words={words} onEnd={onEnd} />
      </td>
    </tr>
  );
}

function Card({ session, advises, words, onEnd }: RowProps) {
  const { t } = useTranslation("sessions");
  return (
    <li>
      <div className="grow">
        <DeviceName session={session} name={words.device} advises={advises}>
          <DeviceSub>{[words.client, words.system].filter(Boolean).join(" · ")}</DeviceSub>
          <DeviceSub>{words.lastActiveLine}</DeviceSub>
          <p className={styles.cap}>
            {t("signedIn", { when: words.signedIn })}
            <br />
            {t("address", { address: words.address })}
          </p>
        </DeviceName>
      </div>
      <RowAct session={session} words={words} onEnd={onEnd} />
    </li>
  );
}

function RowAct({ session, words, onEnd }: Omit<RowProps, "advises">) {
  const { t } = useTranslation("sessions");
  if (session.current) return <SignOut label={t("signOut")} />;
  return <EndButton session={session} device={words.device} onEnd={onEnd} />;
}

function SignOut({ label }: { label: string }) {
  const { signOut, busy } = useSignOut();
  return (
    <Button kind="bare" dense busy={busy} onClick={signOut}>
      {label}
    </Button>
  );
}
