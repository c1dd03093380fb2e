import { Hand, Maximize2, MicOff, ScreenShareOff, UserMinus, VideoOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../../api";
import { type Present, tileKey } from "../../../call";
import { useProblemText } from "../../../i18n";
import { Icon, toast } from "../../../ui";
import { MenuDivider, MenuItem } from "../../../ui/menu/menu";
import { type MutableSource, mute, putHand } from "../api/moderate";
import { useRoom } from "./room-context";

interface PersonActionsProps {
  person: Present;
  moderating: boolean;
  onRemove: () => void;
}

/** What one can do about a person: look closer; as a moderator, switch off, lower the hand, remove. */
export function PersonActions({ person, moderating, onRemove }: PersonActionsProps) {
  const { t } = useTranslation("room");
  const { visit } = useRoom();
  const say = useProblemText();
  const attempt = (act: Promise<void>) => void act.catch((thrown: unknown) => toast(say(asProblem(thrown)), "notice"));
  const switchOff = (source: MutableSource) => attempt(mute(visit.number, person.identity, source));
  const others = moderating && !person.self;
  return (
    <>
      <MenuItem
        icon={<Icon of={Maximize2} size={16} />}
        onClick={() => visit.scene.pin(tileKey(person.identity, "camera"))}
      >
        {t("moderate.large")}
      </MenuItem>
      {others && person.microphoneOn && (
        <MenuItem icon={<Icon of={MicOff} size={16} />} onClick={() => switchOff("microphone")}>
          {t("moderate.microphone")}
        </MenuItem>
      )}
      {others && person.camera !== null && (
        <MenuItem icon={<Icon of={VideoOff} size={16} />} onClick={() => switchOff("camera")}>
          {t("moderate.camera")}
        </MenuItem>
      )}
      {others && person.screen !== null && (
        <MenuItem icon={<Icon of={ScreenShareOff} size={16} />} onClick={() => switchOff("screen_share")}>
          {t("moderate.screen")}
        </MenuItem>
      )}
      {person.handRaisedAt !== null && (moderating || person.self) && (
        <MenuItem
          icon={<Icon of={Hand} size={16} />}
          onClick={() => attempt(putHand(visit.number, person.identity, false))}
        >
          {t("hand.lower")}
        </MenuItem>
      )}
      {others && <MenuDivider />}
      {others && (
        <MenuItem danger icon={<Icon of={UserMinus} size={16} />} onClick={onRemove}>
          {t("moderate.remove")}
        </MenuItem>
      )}
    </>
  );
}
