import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, type OutboxItem } from "../../../api";
import { useFormat, useProblemText } from "../../../i18n";
import { Button, CopyButton, ErrorText, Skeleton } from "../../../ui";
import { Dialog, DialogActions } from "../../../ui/dialog/dialog";
import { letterQuery } from "../api/outbox";
import styles from "./outbox.module.css";

/** A letter, open: its text as it would be sent, to read and to copy. */
export function LetterDialog({ letter, onClose }: { letter: OutboxItem; onClose: () => void }) {
  const { t } = useTranslation("outbox");
  const { t: common } = useTranslation();
  const format = useFormat();
  const say = useProblemText();
  const { data, error } = useQuery(letterQuery(letter.id));
  const text = useRef<HTMLDivElement>(null);
  return (
    <Dialog title={letter.subject} onClose={onClose} form>
      <p className="cap">
        {letter.to.name && `${t("to", { name: letter.to.name })} · `}
        <time dateTime={new Date(letter.at).toISOString()}>{format.exact(letter.at)}</time>
      </p>
      {error && <ErrorText announced>{say(asProblem(error))}</ErrorText>}
      {!error && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long letter scrolls, and must be reachable by keyboard
        <section ref={text} className={styles.body} aria-label={t("body")} aria-busy={!data} tabIndex={0}>
          {data ? data.body : <Skeleton width="80%" />}
        </section>
      )}
      <DialogActions>
        {data && <CopyButton text={data.body} label={t("copy")} shown={text} />}
        <Button kind="main" data-autofocus onClick={onClose}>
          {common("close")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
