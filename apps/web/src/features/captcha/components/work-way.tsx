import { Check, RefreshCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, ErrorText, Icon, Spinner } from "../../../ui";
import fields from "../../../ui/field/field.module.css";
import type { Captcha } from "../model/captcha";
import type { WorkState } from "../model/work";
import styles from "./captcha.module.css";
import { useTroubleText } from "./use-trouble-text";

interface WorkWayProps {
  captcha: Captcha;
  work: WorkState;
  /** The form was refused for the last proof. */
  refused: boolean;
}

/** What the device does in place of reading a picture, and how far it is. The words are read out when they change, the share never. */
export function WorkWay({ captcha, work, refused }: WorkWayProps) {
  const { t } = useTranslation("captcha");
  const { t: common } = useTranslation();
  const say = useTroubleText("work");
  const done = work.is === "done";
  return (
    <div className={fields.field}>
      <p className={fields.label}>{t("work.title")}</p>
      {/* One frame for every state, so that nothing below it moves when the work is done. */}
      <div className={styles.work}>
        <div className={styles.words} role="status">
          {done && <Icon of={Check} />}
          {work.is === "working" && <Spinner />}
          {work.is === "working" && <p>{t("work.working")}</p>}
          {done && <p>{t("work.done")}</p>}
        </div>
        {work.is === "working" && (
          <progress className={styles.share} value={work.share} aria-label={t("work.progress")} />
        )}
        {work.is === "failed" && (
          <>
            <ErrorText announced>{say(work.trouble)}</ErrorText>
            <Button icon={<Icon of={RefreshCw} />} onClick={() => captcha.refresh()}>
              {common("try_again")}
            </Button>
          </>
        )}
      </div>
      {refused && <ErrorText announced>{t("work.refused")}</ErrorText>}
    </div>
  );
}
