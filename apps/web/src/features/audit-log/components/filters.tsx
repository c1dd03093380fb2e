import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Field, SearchField } from "../../../ui";
import { Chips } from "../../../ui/choice/chips";
import { useSettled } from "../../../ui/state/use-settled";
import type { AuditFilter } from "../model/filter";
import { EVERY_KIND, type Kind } from "../model/kinds";
import styles from "./audit-log.module.css";

interface FilterProps {
  filter: AuditFilter;
  onFilter: (filter: AuditFilter) => void;
}

/** What is typed comes into the page's address when the typing pauses; what the address says otherwise comes here. */
export function SearchBox({ filter, onFilter }: FilterProps) {
  const { t } = useTranslation("audit-log");
  const { search = "", ...rest } = filter;
  const [typed, setTyped] = useState(search);
  const asked = useRef(search);
  const settled = useSettled(typed.trim());
  const ask = useRef((_: string) => {});
  ask.current = (text) => {
    asked.current = text;
    onFilter({ ...rest, ...(text && { search: text }) });
  };
  useEffect(() => {
    if (settled !== asked.current) ask.current(settled);
  }, [settled]);
  useEffect(() => {
    if (search === asked.current) return;
    asked.current = search;
    setTyped(search);
  }, [search]);
  return (
    <SearchField
      className={styles.search}
      label={t("search")}
      placeholder={t("searchExample")}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      dense
    />
  );
}

/** Kinds of entries, and days. */
export function Filters({ filter, onFilter }: FilterProps) {
  const { t } = useTranslation("audit-log");
  const { kind, ...rest } = filter;
  const choose = (chosen: Kind | "all") => onFilter({ ...rest, ...(chosen !== "all" && { kind: chosen }) });
  return (
    <div className={styles.filters}>
      <Chips
        legend={t("kinds")}
        value={kind ?? "all"}
        options={(["all", ...EVERY_KIND] as const).map((value) => ({ value, label: t(`kind.${value}`) }))}
        onChange={choose}
      />
      <div className={styles.days}>
        <Day name="from" filter={filter} onFilter={onFilter} />
        <Day name="to" filter={filter} onFilter={onFilter} />
      </div>
    </div>
  );
}

function Day({ name, filter, onFilter }: FilterProps & { name: "from" | "to" }) {
  const { t } = useTranslation("audit-log");
  const { [name]: day = "", ...rest } = filter;
  return (
    <Field
      type="date"
      label={t(name)}
      value={day}
      onChange={({ target: { value } }) => onFilter({ ...rest, ...(value && { [name]: value }) })}
      dense
    />
  );
}
