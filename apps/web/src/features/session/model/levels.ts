import type { Level } from "../../../api";

/** Who finds Administration in the menu. The server decides for itself; this only spares others a dead end. */
export function maySeeAdministration(level: Level): boolean {
  return level === "operator" || level === "administrator";
}
