import { Hand, Maximize2, MicOff, Minimize2, ScreenShare } from "lucide-react";
import { memo, useId } from "react";
import { useTranslation } from "react-i18next";
import type { Rect, Tile } from "../../../call";
import { Icon } from "../../../ui";
import { initials } from "../../../ui/marks/initials";
import styles from "./tile.module.css";
import { TileVideo } from "./tile-video";

interface TileViewProps {
  tile: Tile;
  rect: Rect;
  large: boolean;
  pinned: boolean;
  /** Place in the queue of raised hands; undefined while the hand is down. */
  handPlace: number | undefined;
  onPin: () => void;
  onAspect?: (aspect: number) => void;
}

/** One person, or one shared screen. */
function TileViewPlain({ tile, rect, large, pinned, handPlace, onPin, onAspect }: TileViewProps) {
  const { t } = useTranslation("room");
  const { person, source, picture } = tile;
  const screen = source === "screen_share";
  const name = useTileName(tile);
  const nameId = useId();
  return (
    <li
      className={styles.tile}
      data-testid="tile"
      data-identity={person.identity}
      data-source={source}
      data-own={person.self || undefined}
      data-screen={screen || undefined}
      data-speaking={(!screen && person.speaking) || undefined}
      style={{ left: rect.left, top: rect.top, width: rect.width, height: rect.height }}
    >
      {!screen && (
        <span className={styles.face} aria-hidden="true">
          <span>{initials(person.name)}</span>
        </span>
      )}
      {picture !== null && <TileVideo picture={picture} whole={screen} {...(onAspect && { onAspect })} />}
      <p className={styles.name} id={nameId} title={name}>
        {screen && <Icon of={ScreenShare} size={16} />}
        {!screen && !person.microphoneOn && <Icon of={MicOff} size={16} />}
        <span className="clip">{name}</span>
        <TileState tile={tile} />
      </p>
      {!screen && <Tags person={person} handPlace={handPlace} />}
      <button
        type="button"
        className={styles.pin}
        data-pinned={pinned || undefined}
        aria-label={t(pinned ? "tile.unpin" : "tile.pin")}
        title={t(pinned ? "tile.unpin" : "tile.pin")}
        aria-describedby={nameId}
        hidden={large && !pinned}
        onClick={onPin}
      >
        <Icon of={pinned ? Minimize2 : Maximize2} size={16} />
      </button>
    </li>
  );
}

/** Tiles are drawn anew only when something about them changed: with many people that is most of the work. */
export const TileView = memo(TileViewPlain, (a, b) => {
  const sameRect =
    a.rect.left === b.rect.left &&
    a.rect.top === b.rect.top &&
    a.rect.width === b.rect.width &&
    a.rect.height === b.rect.height;
  const sameTile = a.tile.person === b.tile.person && a.tile.picture === b.tile.picture;
  return sameRect && sameTile && a.large === b.large && a.pinned === b.pinned && a.handPlace === b.handPlace;
});

function useTileName({ person, source }: Tile): string {
  const { t } = useTranslation("room");
  if (source === "screen_share") return t("tile.screen", { name: person.name });
  return person.self ? t("you", { name: person.name }) : person.name;
}

/** What the marks say, for those who do not see them. */
function TileState({ tile: { person, source } }: { tile: Tile }) {
  const { t } = useTranslation("room");
  if (source === "screen_share") return null;
  return (
    <span className="vh">
      {!person.microphoneOn && `, ${t("tile.muted")}`}
      {person.speaking && `, ${t("tile.speaking")}`}
      {person.camera === null && `, ${t("tile.cameraOff")}`}
    </span>
  );
}

function Tags({ person, handPlace }: { person: Tile["person"]; handPlace: number | undefined }) {
  const { t } = useTranslation("room");
  const { quality } = person;
  return (
    <div className={styles.tags}>
      {handPlace !== undefined && (
        <span className={`${styles.tag} ${styles.hand}`}>
          <Icon of={Hand} size={16} />
          {t("tile.hand", { place: handPlace })}
        </span>
      )}
      {(quality === "weak" || quality === "lost") && (
        <span className={styles.tag}>
          <span className={styles.bars} data-quality={quality} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {t(`tile.${quality}`)}
        </span>
      )}
    </div>
  );
}
