import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { TotpEnrolment } from "../../../api";
import { CopyButton } from "../../../ui";
import { QrCode } from "../../../ui/qr-code/qr-code";
import styles from "./second-factor.module.css";

/** What the authenticator app is given: to be scanned, to be opened on this very phone, or to be typed by hand. */
export function ScanKey({ enrolment: { secret, uri } }: { enrolment: TotpEnrolment }) {
  const { t } = useTranslation("second-factor");
  const lead = useRef<HTMLParagraphElement>(null);
  const key = useRef<HTMLParagraphElement>(null);
  // What to do comes first; the focus in the field below would scroll it away on a phone.
  useEffect(() => lead.current?.focus(), []);
  return (
    <>
      <p ref={lead} className="text-2" tabIndex={-1}>
        {t("enrol.lead")}
      </p>
      <div className={styles.scan}>
        <div className={styles.ground}>
          <QrCode text={uri} label={t("enrol.label")} />
        </div>
        <div className={styles.byHand}>
          <p className="small only-phone">
            <a href={uri}>{t("enrol.openHere")}</a>
          </p>
          <p className="small text-2">{t("enrol.byHand")}</p>
          {/* Apps take the key with spaces or without; in groups it is easier to type. */}
          <p ref={key} className={`${styles.key} mono`}>
            {groups(secret)}
          </p>
          <CopyButton dense text={secret} label={t("enrol.copy")} shown={key} />
        </div>
      </div>
    </>
  );
}

function groups(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(" ") ?? secret;
}
