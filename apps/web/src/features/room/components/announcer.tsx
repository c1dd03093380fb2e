import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useReadable } from "../../../ui/state/use-readable";
import { usePresent, useRoom } from "./room-context";

/** Tells screen readers what others see happen: someone came or went, a hand went up, a message came. */
export function Announcer() {
  const { t } = useTranslation("room");
  const { visit, ui } = useRoom();
  const { present } = usePresent();
  const messages = useReadable(visit.chat.messages);
  const [words, setWords] = useState("");
  const before = useRef({ present, messages });

  useEffect(() => {
    const was = before.current;
    before.current = { present, messages };
    const known = new Map(was.present.map((person) => [person.identity, person]));
    const here = new Set(present.map((person) => person.identity));
    const news: string[] = [];
    for (const person of present.filter(({ self }) => !self)) {
      const old = known.get(person.identity);
      // The first list of people is no news.
      if (old === undefined && was.present.length > 1) news.push(t("announce.came", { name: person.name }));
      if (old?.handRaisedAt === null && person.handRaisedAt !== null)
        news.push(t("announce.hand", { name: person.name }));
    }
    for (const person of was.present) {
      if (!person.self && !here.has(person.identity)) news.push(t("announce.left", { name: person.name }));
    }
    const last = messages.at(-1);
    if (messages !== was.messages && last !== undefined && !last.self) {
      news.push(
        t(ui.get().panel === "chat" ? "announce.text" : "announce.message", { name: last.name, text: last.text }),
      );
    }
    if (news.length > 0) setWords(news.join(". "));
  }, [present, messages, ui, t]);

  return (
    <p className="vh" role="log" aria-live="polite">
      {words}
    </p>
  );
}
