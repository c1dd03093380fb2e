import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { toast } from "../../../ui";
import { ConfirmDialog } from "../../../ui/dialog/confirm-dialog";
import { mute } from "../api/moderate";
import { useRoom } from "./room-context";

/** Asks before everyone else is muted at once. */
export function MuteAllDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("room");
  const say = useProblemText();
  const { visit } = useRoom();
  const muting = useMutation({
    mutationFn: async () => {
      const loud = visit.room.present.get().filter((person) => !person.self && person.microphoneOn);
      // Somebody may leave meanwhile: that is no failure of muting the others.
      await Promise.all(loud.map(({ identity }) => mute(visit.number, identity, "microphone").catch(unlessGone)));
    },
    onSuccess: () => {
      toast(t("muteAll.done"));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t("muteAll.title")}
      keep={t("muteAll.keep")}
      act={t("muteAll.act")}
      busy={muting.isPending}
      error={muting.error ? say(asProblem(muting.error)) : undefined}
      onKeep={onClose}
      onAct={() => muting.mutate()}
    >
      <p>{t("muteAll.text")}</p>
    </ConfirmDialog>
  );
}

function unlessGone(thrown: unknown): void {
  if (asProblem(thrown).code !== "not_present") throw thrown;
}
