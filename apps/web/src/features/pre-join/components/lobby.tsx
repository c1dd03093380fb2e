import type { ReactNode } from "react";
import { Brand } from "../../server";
import styles from "./lobby.module.css";

/** The frame before and after a room: whose place it is, and one thing below it. */
export function Lobby({ children }: { children: ReactNode }) {
  return (
    <div className={styles.lobby}>
      <header className={styles.top}>
        <Brand />
      </header>
      <main className={styles.main}>{children}</main>
    </div>
  );
}

/** A page of words in the lobby: it did not work, or it is over. Hangs where the preview hangs, so nothing jumps. */
export function LobbyText({ children }: { children: ReactNode }) {
  return (
    <Lobby>
      <div className={styles.words}>{children}</div>
    </Lobby>
  );
}
