import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useReadable } from "../../../ui/state/use-readable";
import { memoryOf } from "../../admission";
import { showConferenceNumber } from "../../join";
import { PreJoin } from "../../pre-join";
import { arrived, returning } from "../model/arrivals";
import { loadRoomParts } from "../model/room-parts";
import { isGone, NoConference } from "./no-conference";
import { useCard } from "./use-card";
import { type Standing, useVisit } from "./use-visit";
import { Waiting } from "./waiting";

/** `/c/{number}`: before, in and after the room, all at one address, so that a reload finds the way back. */
export function ConferenceDoor({ number }: { number: string }) {
  const { standing, begin, backToDoor } = useVisit(number);
  const { card, error, retry } = useCard(number, standing === null);
  useEffect(() => whenIdle(() => void loadRoomParts().catch(() => undefined)), []);
  const { t } = useTranslation("pre-join");
  const title = card?.name ?? t("conference", { number: showConferenceNumber(number) });

  if (standing !== null) {
    const back = () => begin(returning(number));
    return (
      <Inside
        standing={standing}
        number={number}
        title={title}
        liveSince={card?.live?.since}
        onBack={back}
        onAgain={backToDoor}
      />
    );
  }
  if (memoryOf(number).inRoom) return <Waiting />;
  if (error !== null && (card === undefined || isGone(error))) {
    return <NoConference number={number} error={error} onRetry={retry} />;
  }
  if (card !== undefined) return <PreJoin number={number} card={card} onJoin={(request) => begin(arrived(request))} />;
  return <Waiting />;
}

interface InsideProps {
  standing: Standing;
  number: string;
  title: string;
  liveSince: number | undefined;
  onBack: () => void;
  onAgain: () => void;
}

function Inside({ standing, number, title, liveSince, onBack, onAgain }: InsideProps) {
  const { visit, parts, began, signedIn } = standing;
  const state = useReadable(visit.session);
  const name = useReadable(visit.conference)?.name ?? title;
  const { EndingPage, RoomPage } = parts.page;
  if (state.phase === "out") {
    return (
      <EndingPage
        number={number}
        title={name}
        ending={state.ending}
        wasSignedIn={signedIn}
        onBack={onBack}
        onAgain={onAgain}
      />
    );
  }
  return <RoomPage visit={visit} title={name} since={Math.min(liveSince ?? began, began)} />;
}

/** Runs something when the page has nothing better to do; returns how to cancel it. */
function whenIdle(run: () => void): () => void {
  if (typeof requestIdleCallback !== "function") {
    const timer = setTimeout(run, 200);
    return () => clearTimeout(timer);
  }
  const idle = requestIdleCallback(run, { timeout: 1000 });
  return () => cancelIdleCallback(idle);
}
