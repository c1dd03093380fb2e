import { useTranslation } from "react-i18next";
import type { Session } from "../../../api";
import { useFormat } from "../../../i18n";
import { capital, lastActive, shortAddress } from "../model/describe";

/** A session in words, in the person's language. */
export interface DeviceWords {
  device: string;
  client: string;
  system: string | undefined;
  address: string;
  signedIn: string;
  /** For a table cell; and within a line: "Active 2 min ago". */
  lastActive: string;
  lastActiveLine: string;
}

/** Says sessions in words, as of `now`. */
export function useDeviceWords(now: number): (session: Session) => DeviceWords {
  const { t, i18n } = useTranslation("sessions");
  const format = useFormat();
  return (session) => {
    const active = lastActive(session, now, format);
    const client = t(`client.${session.client}`);
    return {
      device: session.device.name ?? t(`unnamed.${session.client}`),
      client: session.device.version ? `${client} ${session.device.version}` : client,
      system: session.device.system ?? undefined,
      address: shortAddress(session.address),
      signedIn: format.moment(session.signed_in_at, now),
      lastActive: active.now ? t("now") : capital(active.when, i18n.language),
      lastActiveLine: active.now ? t("activeNow") : t("active", { when: active.when }),
    };
  };
}
