import { useEffect, useState } from "react";
import { createDevices, type DeviceList } from "../../../call";
import { useReadable } from "../../../ui/state/use-readable";

/** What is plugged in now. `asked` changes when the person has just allowed devices: only then they have names. */
export function useDeviceList(asked: unknown): DeviceList {
  const [devices] = useState(() => createDevices(navigator.mediaDevices));
  useEffect(() => {
    const stop = devices.watch();
    return stop;
  }, [devices]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` is the very reason to read the list again
  useEffect(() => {
    void devices.refresh();
  }, [devices, asked]);
  return useReadable(devices);
}
