import { SendHorizontal } from "lucide-react";
import { type FormEvent, type RefObject, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { LONGEST_MESSAGE, linked, type MessageGroup } from "../../../call";
import { useFormat } from "../../../i18n";
import { ErrorText, Field, Icon, IconButton } from "../../../ui";
import { useReadable } from "../../../ui/state/use-readable";
import { Panel } from "./panel";
import styles from "./panel.module.css";
import { useRoom } from "./room-context";

/** The room's chat: everyone inside reads it, nobody else, and nobody later. */
export function ChatPanel() {
  const { t } = useTranslation("room");
  const input = useRef<HTMLInputElement>(null);
  // On a touch screen the keyboard would jump up and cover what was just opened to be read.
  const touch = useRef(matchMedia("(pointer: coarse)").matches);
  return (
    <Panel title={t("chat.title")} of="chat" {...(!touch.current && { focus: input })}>
      <Messages />
      <SayForm input={input} />
    </Panel>
  );
}

function Messages() {
  const { t } = useTranslation("room");
  const { visit } = useRoom();
  const groups = useReadable(visit.chat.groups);
  const list = useRef<HTMLOListElement>(null);
  const atEnd = useRef(true);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message is the reason to look whether to follow it
  useLayoutEffect(() => {
    if (atEnd.current && list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [groups]);

  return (
    <ol
      ref={list}
      className={`${styles.body} ${styles.messages}`}
      aria-label={t("chat.messages")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < 40;
      }}
    >
      <li className="cap">{t("chat.note")}</li>
      {groups.map((group) => (
        <Said key={group.id} group={group} />
      ))}
    </ol>
  );
}

function Said({ group }: { group: MessageGroup }) {
  const { t } = useTranslation("room");
  const format = useFormat();
  const name = group.self ? t("you", { name: group.name }) : group.name;
  return (
    <li>
      <p className={styles.by}>
        <span className="strong clip" title={name}>
          {name}
        </span>
        <time className="cap" dateTime={new Date(group.sentAt).toISOString()}>
          {format.time(group.sentAt)}
        </time>
      </p>
      {group.messages.map((message) => (
        <p key={message.id} className={styles.said}>
          <Text text={message.text} />
        </p>
      ))}
    </li>
  );
}

/** Text with its web addresses as links; nothing else in it means anything. */
function Text({ text }: { text: string }) {
  return linked(text).map((part, index) =>
    part.href === undefined ? (
      part.text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the text
      <a key={index} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
        {part.text}
      </a>
    ),
  );
}

function SayForm({ input }: { input: RefObject<HTMLInputElement | null> }) {
  const { t } = useTranslation("room");
  const { visit } = useRoom();
  const [typed, setTyped] = useState("");
  const [failed, setFailed] = useState(false);
  const [busy, setBusy] = useState(false);

  const say = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || typed.trim() === "") return;
    setBusy(true);
    setFailed(false);
    try {
      await visit.chat.say(typed);
      setTyped("");
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
      input.current?.focus();
    }
  };
  return (
    <form className={styles.say} onSubmit={say} autoComplete="off">
      <Field
        ref={input}
        labelHidden
        label={t("chat.message")}
        placeholder={t("chat.placeholder")}
        maxLength={LONGEST_MESSAGE}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <IconButton type="submit" label={t("chat.send")} icon={<Icon of={SendHorizontal} />} busy={busy} />
      {failed && (
        <div className={styles.error}>
          <ErrorText announced>{t("chat.failed")}</ErrorText>
        </div>
      )}
    </form>
  );
}
