import type { Layout } from "../../../call";
import { createStore, type Readable } from "../../../call";
import { keepRoomPreferences, roomPreferences } from "./preferences";

export type Panel = "chat" | "people";
export type RoomDialog = "settings" | "help";

/** What is open on the room's page. */
export interface RoomUiState {
  readonly panel: Panel | null;
  readonly dialog: RoomDialog | null;
  readonly layout: Layout;
  readonly shortcuts: boolean;
}

export interface RoomUi extends Readable<RoomUiState> {
  /** Opens a panel; the open one closes. */
  togglePanel(panel: Panel): void;
  closePanel(): void;
  open(dialog: RoomDialog): void;
  closeDialog(): void;
  setLayout(layout: Layout): void;
  setShortcuts(on: boolean): void;
}

/** Begins with nothing open and the person's own preferences. */
export function createRoomUi(): RoomUi {
  const state = createStore<RoomUiState>({ panel: null, dialog: null, ...roomPreferences() });
  const put = (part: Partial<RoomUiState>): void => state.update((was) => ({ ...was, ...part }));
  return {
    get: state.get,
    subscribe: state.subscribe,
    togglePanel: (panel) => put({ panel: state.get().panel === panel ? null : panel }),
    closePanel: () => put({ panel: null }),
    open: (dialog) => put({ dialog }),
    closeDialog: () => put({ dialog: null }),
    setLayout(layout) {
      keepRoomPreferences({ layout });
      put({ layout });
    },
    setShortcuts(shortcuts) {
      keepRoomPreferences({ shortcuts });
      put({ shortcuts });
    },
  };
}
