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

/** What the device does in place of reading a picture, and how far it is. */
export function WorkWay({ captcha, work, refused }: WorkWayProps) {
  const { t } = useTranslation("captcha");
  const { t: common } = useTranslation();
  const say = useTroubleText("work");
  return (
    <div className={fields.field}>
      <p className={fields.label}>{t("work.title")}</p>
      <div className={styles.work}>
        <div className={work.is === "working" ? styles.effort : `${styles.effort} ${styles.off}`}>
          <div className={styles.words}>
            <Spinner />
            <p>{t("work.working")}</p>
          </div>
          <progress
            className={styles.share}
            value={work.is === "working" ? work.share : 1}
            aria-label={t("work.progress")}
          />
        </div>
        {work.is === "done" && (
          <div className={styles.words}>
            <Icon of={Check} />
            <p>{t("work.done")}</p>
          </div>
        )}
        {work.is === "failed" && (
          <div className={styles.failed}>
            <ErrorText announced>{say(work.trouble)}</ErrorText>
            <Button icon={<Icon of={RefreshCw} />} onClick={() => captcha.refresh()}>
              {common("try_again")}
            </Button>
          </div>
        )}
      </div>
      {refused && <ErrorText announced>{t("work.refused")}</ErrorText>}
    </div>
  );
}
