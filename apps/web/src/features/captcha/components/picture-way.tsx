import { RefreshCw } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, ErrorText, Icon, Skeleton } from "../../../ui";
import { describedBy } from "../../../ui/field/field";
import fields from "../../../ui/field/field.module.css";
import { clockOf } from "../../../ui/time/clock";
import type { Captcha } from "../model/captcha";
import type { PictureState } from "../model/picture";
import styles from "./captcha.module.css";
import type { CaptchaField } from "./captcha-part";
import { useTroubleText } from "./use-trouble-text";

interface PictureWayProps {
  captcha: Captcha;
  picture: PictureState;
  field: CaptchaField;
  onRefresh: () => void;
  /** Ids of what describes the field. */
  described: readonly string[];
  focused: boolean;
}

/** The picture with the time it has left, the field for its characters, and another picture. Nothing of it moves when it expires. */
export function PictureWay({ captcha, picture, field, onRefresh, described, focused }: PictureWayProps) {
  const { t } = useTranslation("captcha");
  const say = useTroubleText("picture");
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const { error, ...typed } = field;
  const trouble = picture.is === "gone" ? picture.trouble : undefined;
  const refresh = () => {
    onRefresh();
    captcha.refresh();
  };
  return (
    <div className={fields.field}>
      <label className={fields.label} htmlFor={id}>
        {t("label")}
      </label>
      <div className={styles.picture}>
        <Place
          picture={picture}
          onShow={() => {
            refresh();
            // The button that was pressed goes away.
            input.current?.focus();
          }}
        />
        {picture.is === "shown" && <Left captcha={captcha} />}
        {/* There from the start, so that what appears in it is read out. */}
        <p className={styles.expired} role="status">
          {picture.is === "gone" && !trouble ? t("expired") : ""}
        </p>
      </div>
      <div className={styles.entry}>
        <input
          {...typed}
          ref={input}
          id={id}
          className={`${fields.input} ${styles.characters}`}
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: the captcha came because the form was sent, and is what is asked next
          autoFocus={focused}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(error && `${id}-error`, ...described)}
        />
        <Button
          icon={<Icon of={RefreshCw} />}
          aria-label={t("refreshLabel")}
          busy={picture.is === "coming"}
          onClick={refresh}
        >
          {t("refresh")}
        </Button>
      </div>
      {error && <ErrorText id={`${id}-error`}>{error}</ErrorText>}
      {trouble && <ErrorText announced>{say(trouble)}</ErrorText>}
    </div>
  );
}

function Place({ picture, onShow }: { picture: PictureState; onShow: () => void }) {
  const { t } = useTranslation("captcha");
  switch (picture.is) {
    case "shown":
      return <img className={styles.place} src={picture.image} width={200} height={64} alt={t("alt")} />;
    case "gone":
      return (
        <Button className={styles.place} onClick={onShow}>
          {t("show")}
        </Button>
      );
    case "coming":
      return (
        <span className={styles.place} role="img" aria-label={t("coming")}>
          <Skeleton height="100%" />
        </span>
      );
  }
}

/** A clock that is never read out by itself: a timer says nothing unless it is asked. */
function Left({ captcha }: { captcha: Captcha }) {
  const { t } = useTranslation("captcha");
  const [, tick] = useState(0);
  useEffect(() => {
    const clock = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(clock);
  }, []);
  return (
    <span role="timer" className={styles.left}>
      {t("left", { time: clockOf(captcha.left()) })}
    </span>
  );
}
