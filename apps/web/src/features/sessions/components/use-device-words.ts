import { useTranslation } from "react-i18next";
import type { Session } from "../../../api";
import { useFormat } from "../../../i18n";
import { capital, endsAt, lastActive, type Seen } from "../model/describe";

/** Signed in this short a time ago, in milliseconds, is "now". */
const JUST = 60_000;

/** A session in words, in the person's language. */
export interface DeviceWords {
  device: string;
  client: string;
  system: string | undefined;
  address: string;
  signedIn: string;
  /** For a table cell; within a line: "Active 2 min ago"; and after a device's name: "last used today, 01:20". */
  lastActive: string;
  lastActiveLine: string;
  lastUsed: string;
  /** "tomorrow, 09:19", "18 Dec" */
  ends: string;
}

/** Says sessions in words, as of `now`. */
export function useDeviceWords(now: number): (session: Session) => DeviceWords {
  const { t, i18n } = useTranslation("sessions");
  const format = useFormat();
  const say = useSeenWords(i18n.language);
  return (session) => {
    const client = t(`client.${session.client}`);
    return {
      device: session.device.name ?? t(`unnamed.${session.client}`),
      client: session.device.version ? `${client} ${session.device.version}` : client,
      system: session.device.system ?? undefined,
      address: session.address,
      signedIn: format.moment(session.signed_in_at, now),
      ends: endsAt(session, now, format),
      ...say(lastActive(session, now, format), now - session.signed_in_at < JUST),
    };
  };
}

function useSeenWords(language: string) {
  const { t } = useTranslation("sessions");
  return (seen: Seen, fresh: boolean): Pick<DeviceWords, "lastActive" | "lastActiveLine" | "lastUsed"> => {
    switch (seen.is) {
      case "in": {
        const words = t("inConference", { conference: seen.conference });
        const within = t("inConferenceSub", { conference: seen.conference });
        return { lastActive: words, lastActiveLine: words, lastUsed: within };
      }
      case "now":
        return {
          lastActive: t("now"),
          lastActiveLine: t("activeNow"),
          lastUsed: t(fresh ? "signedInNow" : "inUseNow"),
        };
      case "minutes":
        return {
          lastActive: capital(seen.when, language),
          lastActiveLine: t("active", { when: seen.when }),
          lastUsed: seen.when,
        };
      case "moment":
        return {
          lastActive: capital(seen.when, language),
          lastActiveLine: t("active", { when: seen.when }),
          lastUsed: t("lastUsed", { when: seen.when }),
        };
    }
  };
}
