import { Check, Copy } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "../button/button";
import { Icon } from "../icon/icon";
import styles from "./copy-field.module.css";
import { Field } from "./field";
import { useCopy } from "./use-copy";

interface CopyFieldProps {
  label: string;
  value: string;
  /** What the button copies, in words, when "Copy" alone would be unclear. */
  copyLabel?: string;
  hint?: string;
  /** The button is only an icon, named by `copyLabel`: where the value needs the width to be read whole. */
  compact?: boolean;
  /** In a dialog: the copying button has the focus first. */
  first?: boolean;
}

/** Something to hand on: a link or a number, with a button that copies it and says so. */
export function CopyField({ label, value, copyLabel, hint, compact, first }: CopyFieldProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const { copied, copy } = useCopy(value, () => input.current?.select());
  const icon = <Icon of={copied ? Check : Copy} />;
  const words = copied ? t("copied") : (copyLabel ?? t("copy"));
  return (
    <div className={compact ? `${styles.copy} ${styles.compact}` : styles.copy}>
      <Field ref={input} label={label} value={value} hint={hint} readOnly onFocus={(event) => event.target.select()} />
      {compact ? (
        <IconButton icon={icon} label={words} onClick={copy} className={styles.button} />
      ) : (
        <Button icon={icon} onClick={copy} className={styles.button} data-autofocus={first || undefined}>
          {words}
        </Button>
      )}
      <span className="vh" role="status">
        {copied ? t("copied") : ""}
      </span>
    </div>
  );
}
