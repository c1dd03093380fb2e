import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Person } from "../../../api";
import { Avatar, Checkbox, Icon, IconButton, Rows, SearchField } from "../../../ui";
import { peopleQuery } from "../api/people";
import { type Member, withMember, withModerator, withoutMember } from "../model/members";
import styles from "./people-picker.module.css";

interface PeoplePickerProps {
  members: readonly Member[];
  onChange: (members: readonly Member[]) => void;
  /** Who made the conference: moderates it always, so neither offered nor removable. */
  creatorId: string;
  /** The person who edits. */
  selfId: string;
  error?: string | undefined;
}

/** The list of a conference: found by search, each a participant or a moderator. */
export function PeoplePicker({ members, onChange, creatorId, selfId, error }: PeoplePickerProps) {
  const { t } = useTranslation("conferences");
  const taken = new Set([creatorId, ...members.map(({ id }) => id)]);
  return (
    <fieldset className={styles.picker}>
      <legend className={styles.legend}>{t("people.legend")}</legend>
      <PeopleSearch taken={taken} error={error} onPick={(person) => onChange(withMember(members, person))} />
      <Rows aria-label={t("people.legend")}>
        {members.map((member) => (
          <MemberRow
            key={member.id}
            member={member}
            self={member.id === selfId}
            creator={member.id === creatorId}
            onModerator={(moderator) => onChange(withModerator(members, member.id, moderator))}
            onRemove={() => onChange(withoutMember(members, member.id))}
          />
        ))}
      </Rows>
    </fieldset>
  );
}

interface MemberRowProps {
  member: Member;
  self: boolean;
  creator: boolean;
  onModerator: (moderator: boolean) => void;
  onRemove: () => void;
}

function MemberRow({ member, self, creator, onModerator, onRemove }: MemberRowProps) {
  const { t } = useTranslation("conferences");
  const { name, number, moderator } = member;
  return (
    <li>
      <Avatar name={name} />
      <div className={`grow ${styles.who}`}>
        <span className="clip" title={name}>
          {self ? t("people.you", { name }) : name}
        </span>
        {number && <span className="cap tabular">{number}</span>}
      </div>
      {creator ? (
        <span className="small text-2">{t("people.moderator")}</span>
      ) : (
        <>
          <Checkbox
            label={t("people.moderator")}
            aria-label={t("people.moderatorNamed", { name })}
            checked={moderator}
            onChange={(event) => onModerator(event.target.checked)}
          />
          <IconButton
            kind="bare"
            dense
            label={t("people.remove", { name })}
            icon={<Icon of={X} />}
            onClick={onRemove}
          />
        </>
      )}
    </li>
  );
}

interface PeopleSearchProps {
  taken: ReadonlySet<string>;
  error: string | undefined;
  onPick: (person: Person) => void;
}

/** A combobox (ARIA 1.2): type, arrows, Enter; Escape empties. */
function PeopleSearch({ taken, error, onPick }: PeopleSearchProps) {
  const { t } = useTranslation("conferences");
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const search = useDeferredValue(typed.trim());
  const { data: found, isFetching } = useQuery(peopleQuery(search));
  const open = search !== "" && found !== undefined;
  const options = open ? found.filter(({ id }) => !taken.has(id)) : [];
  const chosen = options[Math.min(active, options.length - 1)];

  const pick = (person: Person) => {
    onPick(person);
    setTyped("");
    setActive(0);
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      // Enter picks a person here; it never sends the whole form by accident.
      event.preventDefault();
      if (chosen) pick(chosen);
    } else if (event.key === "Escape" && typed !== "") {
      event.stopPropagation();
      setTyped("");
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((was) => (options.length === 0 ? 0 : (was + step + options.length) % options.length));
    }
  };

  return (
    <div className={styles.search}>
      <SearchField
        ref={input}
        label={t("people.search")}
        placeholder={t("people.searchHint")}
        value={typed}
        error={error}
        role="combobox"
        aria-expanded={open && options.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={chosen ? `${listId}-${chosen.id}` : undefined}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div
        id={listId}
        role="listbox"
        aria-label={t("people.found")}
        className={styles.found}
        hidden={options.length === 0}
      >
        {options.map((person) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the combobox's, focus never comes here
          // biome-ignore lint/a11y/useFocusableInteractive: options of a combobox are pointed at, not focused
          <div
            key={person.id}
            id={`${listId}-${person.id}`}
            role="option"
            aria-selected={person === chosen}
            className={styles.option}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => pick(person)}
          >
            <Avatar name={person.name} size={28} />
            <span className="grow clip">{person.name}</span>
            {person.number && <span className="cap tabular">{person.number}</span>}
          </div>
        ))}
      </div>
      <p className={open && options.length === 0 && !isFetching ? styles.none : "vh"} role="status">
        {open && !isFetching ? t("people.count", { count: options.length }) : ""}
      </p>
    </div>
  );
}
