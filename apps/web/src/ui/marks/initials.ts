/** One or two letters that stand for a name: first and last word; "?" when there is no letter or digit. */
export function initials(name: string): string {
  const words = name
    .split(/[\s.\-_]+/u)
    .map((word) => word.match(/[\p{L}\p{N}]/u)?.[0] ?? "")
    .filter(Boolean);
  const first = words[0];
  if (first === undefined) return "?";
  const last = words.length > 1 ? words[words.length - 1] : "";
  return (first + last).toLocaleUpperCase();
}
