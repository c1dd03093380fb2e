/** The part of the day a greeting names, by the hour on the person's own clock. */
export function partOfDay(hour: number): "morning" | "afternoon" | "evening" {
  if (hour >= 5 && hour < 12) return "morning";
  return hour >= 12 && hour < 18 ? "afternoon" : "evening";
}

const TITLES = new Set(["dr", "prof", "mr", "mrs", "ms", "mx", "д-р", "проф", "г-н", "г-жа"]);

/** How to greet a person: by the first word of the name, by the whole one when it begins with a title. */
export function greetedName(name: string): string {
  const first = name.trim().split(/\s+/)[0] ?? "";
  return TITLES.has(first.toLowerCase().replace(/\.$/, "")) || first.endsWith(".") ? name : first;
}
