import { ChevronDown, ChevronUp } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AuditEntry } from "../../../api";
import { useFormat } from "../../../i18n";
import { Button, Icon, IconButton, Rows, Table } from "../../../ui";
import { AccountName } from "../../accounts";
import { type Told, tell } from "../model/tell";
import styles from "./audit-log.module.css";

interface EntryListProps {
  entries: readonly AuditEntry[];
  /** What stands answers the former question; the new answer is on its way. */
  stale: boolean;
  /** When the list was read: "today" counts from here. */
  now: number;
}

const HEADS = ["when", "what", "who", "toWhom", "address", "details"] as const;

/** The entries: a table from 1024, rows below that. */
export function EntryList({ entries, stale, now }: EntryListProps) {
  const { t } = useTranslation("audit-log");
  return (
    <div className={styles.list} aria-busy={stale}>
      <div className={`hide-narrow ${styles.table}`}>
        <Table label={t("listLabel")} heads={HEADS.map((head) => t(`head.${head}`))} dense>
          {entries.map((entry) => (
            <TableRow key={entry.id} entry={entry} now={now} />
          ))}
        </Table>
      </div>
      <Rows className={`only-narrow ${styles.cards}`} aria-label={t("listLabel")}>
        {entries.map((entry) => (
          <Card key={entry.id} entry={entry} now={now} />
        ))}
      </Rows>
    </div>
  );
}

interface RowProps {
  entry: AuditEntry;
  now: number;
}

function TableRow({ entry, now }: RowProps) {
  const { t } = useTranslation("audit-log");
  const told = useTold(entry);
  const opened = useOpened(entry, told, now);
  return (
    <tr>
      <td className={styles.when}>
        <When at={entry.at} now={now} />
      </td>
      <td className={styles.what}>
        <What told={told} />
        {opened.isOpen && <More id={opened.id} told={told} />}
      </td>
      <td className={styles.person}>
        <Who entry={entry} />
      </td>
      <td className={styles.person}>
        <ToWhom entry={entry} none={t("none")} />
      </td>
      <td className={styles.address}>{entry.address ?? t("none")}</td>
      <td>
        {told.more.length > 0 && (
          <IconButton
            kind="bare"
            dense
            label={opened.label}
            icon={<Icon of={opened.isOpen ? ChevronUp : ChevronDown} />}
            {...opened.button}
          />
        )}
      </td>
    </tr>
  );
}

function Card({ entry, now }: RowProps) {
  const { t } = useTranslation("audit-log");
  const told = useTold(entry);
  const opened = useOpened(entry, told, now);
  const facts: [string, ReactNode][] = [[t("head.who"), <Who key="who" entry={entry} />]];
  if (entry.subject) facts.push([t("head.toWhom"), <ToWhom key="toWhom" entry={entry} />]);
  return (
    <li>
      <div className="grow">
        <What told={told} />
        <p className={styles.facts}>
          <When at={entry.at} now={now} />
          {entry.address && ` · ${entry.address}`}
        </p>
        <dl className={styles.pairs}>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {told.more.length > 0 && (
          <Button
            kind="bare"
            dense
            className={styles.open}
            aria-label={opened.label}
            icon={<Icon of={opened.isOpen ? ChevronUp : ChevronDown} size={16} />}
            {...opened.button}
          >
            {t("details")}
          </Button>
        )}
        {opened.isOpen && <More id={opened.id} told={told} />}
      </div>
    </li>
  );
}

function useTold(entry: AuditEntry): Told {
  const { t } = useTranslation(["audit-log", "outbox"]);
  return tell(entry, { t, format: useFormat() });
}

function useOpened(entry: AuditEntry, told: Told, now: number) {
  const { t } = useTranslation("audit-log");
  const format = useFormat();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  return {
    id,
    isOpen,
    label: t("detailsOf", { what: told.says, when: format.moment(entry.at, now) }),
    button: {
      "aria-expanded": isOpen,
      "aria-controls": isOpen ? id : undefined,
      onClick: () => setOpen(!isOpen),
    },
  };
}

function When({ at, now }: { at: number; now: number }) {
  const format = useFormat();
  return (
    <time dateTime={new Date(at).toISOString()} title={format.exact(at)}>
      {format.moment(at, now)}
    </time>
  );
}

function What({ told }: { told: Told }) {
  return (
    <>
      <p className={styles.says}>{told.says}</p>
      {told.facts.length > 0 && <p className={styles.facts}>{told.facts.join(" · ")}</p>}
    </>
  );
}

/** What no sentence holds. */
function More({ id, told }: { id: string; told: Told }) {
  return (
    <dl className={styles.more} id={id}>
      {told.more.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Nobody has an address but who came over the network. */
function Who({ entry: { actor, address } }: { entry: AuditEntry }) {
  const { t } = useTranslation("audit-log");
  if (actor) return <AccountName person={actor} />;
  return <span className="text-2">{t(address ? "who.stranger" : "who.server")}</span>;
}

function ToWhom({ entry: { actor, subject }, none }: { entry: AuditEntry; none?: string }) {
  const { t } = useTranslation("audit-log");
  if (!subject) return none;
  if (subject.id === actor?.id) return <span className="text-2">{t("who.self")}</span>;
  return <AccountName person={subject} />;
}
