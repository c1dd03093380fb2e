import { useTranslation } from "react-i18next";
import type { OutboxItem } from "../../../api";
import { useFormat } from "../../../i18n";
import { Button, Rows, Table } from "../../../ui";
import { AccountName } from "../../accounts";
import styles from "./outbox.module.css";

interface LetterListProps {
  letters: readonly OutboxItem[];
  /** When the list was read: "today" counts from here. */
  now: number;
  onRead: (letter: OutboxItem) => void;
}

const HEADS = ["when", "to", "subject", "open"] as const;

/** The letters, closed: a table, on a phone rows. */
export function LetterList({ letters, now, onRead }: LetterListProps) {
  const { t } = useTranslation("outbox");
  return (
    <>
      <div className={`hide-phone ${styles.table}`}>
        <Table label={t("listLabel")} heads={HEADS.map((head) => t(`head.${head}`))} dense>
          {letters.map((letter) => (
            <tr key={letter.id}>
              <td className={styles.when}>
                <When at={letter.at} now={now} />
              </td>
              <td className={styles.person}>
                <AccountName person={letter.to} />
              </td>
              <td className={styles.subject}>
                <Subject letter={letter} />
              </td>
              <td>
                <Read letter={letter} onRead={onRead} />
              </td>
            </tr>
          ))}
        </Table>
      </div>
      <Rows className="only-phone" aria-label={t("listLabel")}>
        {letters.map((letter) => (
          <li key={letter.id}>
            <div className="grow">
              <Subject letter={letter} />
              <p className="cap">
                <When at={letter.at} now={now} />
              </p>
              <div className={styles.to}>
                <AccountName person={letter.to} />
              </div>
            </div>
            <Read letter={letter} onRead={onRead} />
          </li>
        ))}
      </Rows>
    </>
  );
}

function When({ at, now }: { at: number; now: number }) {
  const format = useFormat();
  return (
    <time dateTime={new Date(at).toISOString()} title={format.exact(at)}>
      {format.moment(at, now)}
    </time>
  );
}

/** The subject is in the language of letters, the kind in the reader's; a kind of a newer server stands as it is. */
function Subject({ letter: { subject, kind } }: { letter: OutboxItem }) {
  const { t } = useTranslation("outbox");
  return (
    <>
      <p className="strong">{subject}</p>
      <p className="cap">{t(`kind.${kind}`, { defaultValue: kind })}</p>
    </>
  );
}

function Read({ letter, onRead }: { letter: OutboxItem; onRead: (letter: OutboxItem) => void }) {
  const { t } = useTranslation("outbox");
  return (
    <Button kind="bare" dense aria-label={t("readNamed", { subject: letter.subject })} onClick={() => onRead(letter)}>
      {t("read")}
    </Button>
  );
}
