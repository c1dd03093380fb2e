import type { CaptureKind } from "./open";

/** Calls back when the person allows a device in the browser's own controls. Silent where the browser does not tell. */
export function whenAllowed(kind: CaptureKind, act: () => void): () => void {
  let status: PermissionStatus | null = null;
  let stopped = false;
  const changed = (): void => {
    if (status?.state === "granted") act();
  };
  navigator.permissions
    ?.query({ name: kind as PermissionName })
    .then((found) => {
      if (stopped) return;
      status = found;
      found.addEventListener("change", changed);
    })
    .catch(() => undefined);
  return () => {
    stopped = true;
    status?.removeEventListener("change", changed);
  };
}
