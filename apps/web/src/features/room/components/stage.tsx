import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { grid, handPlaces, pageOf, type Rect, stage, TILES_PER_PAGE, type Tile } from "../../../call";
import { useReadable } from "../../../ui/state/use-readable";
import { Pager } from "./pager";
import { useRoom } from "./room-context";
import styles from "./stage.module.css";
import { TileView } from "./tile-view";
import { useElementSize } from "./use-element-size";

const GAP = 8;
/** The shape of a large camera picture, and of a screen before its first frame. */
const WIDE = 16 / 9;

interface Placed {
  readonly tile: Tile;
  readonly rect: Rect;
  readonly large: boolean;
}

/** The people, filling the whole stage: a grid, or one large tile and a strip. */
export function Stage() {
  const { t } = useTranslation("room");
  const { visit } = useRoom();
  const scene = useReadable(visit.scene);
  const pinned = useReadable(visit.scene.pinned);
  const places = handPlaces(useReadable(visit.room.present));
  const { element, size } = useElementSize<HTMLUListElement>();
  const [wanted, setWanted] = useState(0);
  const [aspect, setAspect] = useState(WIDE);
  const { items, page, pages } = pageOf(scene.others, wanted, TILES_PER_PAGE);

  const { large } = scene;
  const shape = large?.source === "screen_share" ? aspect : WIDE;
  const plan = large === null ? null : stage(items.length, shape, size, GAP);
  const rects = plan === null ? grid(items.length, size, GAP) : plan.strip;
  const placed: Placed[] = items.flatMap((tile, index) => {
    const rect = rects[index];
    return rect === undefined ? [] : [{ tile, rect, large: false }];
  });
  if (large !== null && plan !== null) placed.push({ tile: large, rect: plan.stage, large: true });

  return (
    <div className={styles.frame}>
      <ul ref={element} className={styles.tiles} aria-label={t("tiles")}>
        {useSteadyOrder(placed).map(({ tile, rect, large: isLarge }) => (
          <TileView
            key={tile.key}
            tile={tile}
            rect={rect}
            large={isLarge}
            pinned={tile.key === pinned}
            handPlace={tile.source === "camera" ? places.get(tile.person.identity) : undefined}
            onPin={() => visit.scene.pin(tile.key)}
            {...(isLarge && { onAspect: setAspect })}
          />
        ))}
      </ul>
      {pages > 1 && <Pager page={page} pages={pages} onPage={setWanted} />}
    </div>
  );
}

/**
 * The tiles in the order in which they first appeared. Places are positions, not order in the document: a video that
 * is moved within the document stops playing for a moment.
 */
function useSteadyOrder(placed: readonly Placed[]): readonly Placed[] {
  const seen = useRef(new Map<string, number>());
  for (const { tile } of placed) {
    if (!seen.current.has(tile.key)) seen.current.set(tile.key, seen.current.size);
  }
  const first = (item: Placed): number => seen.current.get(item.tile.key) ?? 0;
  return placed.toSorted((a, b) => first(a) - first(b));
}
