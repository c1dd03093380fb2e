import { type Ref, useId, useImperativeHandle } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../../../ui";
import type { Captcha } from "../model/captcha";
import styles from "./captcha.module.css";
import { PictureWay } from "./picture-way";
import { useCaptcha } from "./use-captcha";
import { WorkWay } from "./work-way";

/** The form's field for the characters. */
export interface CaptchaField {
  name: string;
  value: string;
  error: string | undefined;
  onChange: (event: { target: { value: string } }) => void;
}

interface CaptchaPartProps {
  /** What the form asks when it is sent. */
  ref: Ref<Captcha>;
  field: CaptchaField;
  /** Empties the field: the picture it belonged to is gone. */
  onRefresh: () => void;
  /** It came only after the form was sent: says so, and takes the focus. */
  late: boolean;
}

/** A captcha beside a form: a picture and the field for its characters, or the work in their place. */
export function CaptchaPart({ ref, field, onRefresh, late }: CaptchaPartProps) {
  const { t } = useTranslation("captcha");
  const [captcha, { way, picture, work }] = useCaptcha(field.value === "");
  useImperativeHandle(ref, () => captcha, [captcha]);
  const why = useId();
  const hint = useId();
  const seen = way === "picture";
  const other = seen ? "cannotSee" : work.is === "working" ? "work.cancel" : "work.toPicture";
  return (
    <div className={styles.part}>
      {late && (
        <div id={why} className={styles.why}>
          <Notice kind="plain">{t(seen ? "asked" : "askedWork")}</Notice>
        </div>
      )}
      {seen ? (
        <PictureWay
          captcha={captcha}
          picture={picture}
          field={field}
          onRefresh={onRefresh}
          described={late ? [why, hint] : [hint]}
          focused={late}
        />
      ) : (
        <WorkWay captcha={captcha} work={work} refused={field.error !== undefined} />
      )}
      {/* There from the start, so that what appears in it is read out: where the work stands, never its share. */}
      <span className="vh" role="status">
        {work.is === "working" && t("work.progress")}
        {work.is === "done" && t("work.ready")}
      </span>
      <div className={styles.foot}>
        {seen && (
          <p className="cap" id={hint}>
            {t("hint")}
          </p>
        )}
        {/* The same button for there and back, so that the focus stays on it. */}
        <button type="button" className={styles.other} onClick={() => captcha.choose(seen ? "work" : "picture")}>
          {t(other)}
        </button>
      </div>
    </div>
  );
}
