import type { Device } from "../../../call";

interface Options {
  value: string;
  options: readonly { value: string; label: string }[];
}

/**
 * What a select shows: the devices by name, the one in use chosen. While nothing is known (no permission yet) there is
 * one entry, the system's own choice.
 */
export function deviceOptions(devices: readonly Device[], inUse: string, systemLabel: string): Options {
  const named = devices.filter(({ label }) => label !== "").map(({ id, label }) => ({ value: id, label }));
  if (named.length === 0) return { value: "", options: [{ value: "", label: systemLabel }] };
  const known = named.some(({ value }) => value === inUse);
  if (known) return { value: inUse, options: named };
  return { value: "", options: [{ value: "", label: systemLabel }, ...named] };
}
