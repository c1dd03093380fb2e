import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Session, SessionChoice } from "../../../api";
import { Rows, Table } from "../../../ui";
import { capital, DeviceName, DeviceSub, type DeviceWords, EndButton, useDeviceWords } from "../../sessions";
import styles from "./user-sessions.module.css";

interface ChoiceListProps {
  choice: SessionChoice;
  onEnd: (session: Session) => void;
}

/** The sessions one may end: a table from 1024, rows below that. */
export function ChoiceList({ choice, onEnd }: ChoiceListProps) {
  const { t } = useTranslation("session-limit");
  const { t: words } = useTranslation("sessions");
  const say = useDeviceWords(useReadAt(choice));
  const heads = [
    words("head.device"),
    t("window.software"),
    words("head.signedIn"),
    words("head.lastActive"),
    t("window.ends"),
    words("head.action"),
  ];
  return (
    <>
      <div className={`hide-narrow ${styles.table}`}>
        <Table label={words("listLabel")} heads={heads}>
          {choice.sessions.map((session) => (
            <TableRow key={session.id} session={session} words={say(session)} onEnd={onEnd} />
          ))}
        </Table>
      </div>
      <Rows className={`only-narrow ${styles.rows}`} aria-label={words("listLabel")}>
        {choice.sessions.map((session) => (
          <Row key={session.id} session={session} words={say(session)} onEnd={onEnd} />
        ))}
      </Rows>
    </>
  );
}

/** When this list was read; "2 min ago" counts from here. */
function useReadAt(choice: SessionChoice): number {
  const [read, setRead] = useState({ choice, at: Date.now() });
  if (read.choice === choice) return read.at;
  const now = { choice, at: Date.now() };
  setRead(now);
  return now.at;
}

interface RowProps {
  session: Session;
  words: DeviceWords;
  onEnd: (session: Session) => void;
}

function TableRow({ session, words, onEnd }: RowProps) {
  const { i18n } = useTranslation();
  return (
    <tr>
      <td>
        <DeviceName session={session} name={words.device} advises>
          <DeviceSub>{words.system}</DeviceSub>
        </DeviceName>
      </td>
      <td>{words.client}</td>
      <td>{capital(words.signedIn, i18n.language)}</td>
      <td>{words.lastActive}</td>
      <td>{capital(words.ends, i18n.language)}</td>
      <td>
        <EndButton session={session} device={words.device} onEnd={onEnd} />
      </td>
    </tr>
  );
}

function Row({ session, words, onEnd }: RowProps) {
  const { t } = useTranslation("session-limit");
  return (
    <li>
      <div className="grow">
        <DeviceName session={session} name={words.device} advises>
          <DeviceSub>
            {[words.client, words.system].filter(Boolean).join("\u00a0· ")}
            <br />
            {words.lastActive}, {t("window.endsLine", { when: words.ends })}
          </DeviceSub>
        </DeviceName>
      </div>
      <EndButton session={session} device={words.device} onEnd={onEnd} />
    </li>
  );
}
