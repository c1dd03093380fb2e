import { useEffect, useState } from "react";
import { createStore, type Readable, watchLevel } from "../../../call";

const SILENCE: Readable<number> = createStore(0);

/** How loud the given microphone is; silence while there is none. */
export function useMicrophoneLevel(track: MediaStreamTrack | null): Readable<number> {
  const [level, setLevel] = useState(SILENCE);
  useEffect(() => {
    if (track === null) return;
    const watched = watchLevel(track);
    setLevel(watched);
    return () => {
      watched.stop();
      setLevel(SILENCE);
    };
  }, [track]);
  return level;
}
