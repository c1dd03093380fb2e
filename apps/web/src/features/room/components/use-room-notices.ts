import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Notice } from "../../../call";
import { toast } from "../../../ui";
import { useRoom } from "./room-context";

/** Says what the room has to tell once: a device that failed, a moderator who muted. */
export function useRoomNotices(): void {
  const { t } = useTranslation("room");
  const { visit } = useRoom();
  const tell = useEffectEvent((notice: Notice) => toast(t(`notice.${notice}`), "notice"));
  useEffect(() => visit.room.onNotice((notice) => tell(notice)), [visit]);
}
