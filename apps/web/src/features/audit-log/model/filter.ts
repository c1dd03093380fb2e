import { asKind, KINDS, type Kind } from "./kinds";

/** What the page is asked to show, as its address says it. Days are the reader's own, as `2026-11-22`. */
export interface AuditFilter {
  search?: string;
  kind?: Kind;
  from?: string;
  to?: string;
  /** How many rows were shown, when more than a page: a reload shows as many again. */
  shown?: number;
}

/** The same as the server is asked. `until` is the first moment that is too late. */
export interface AuditQuestion {
  search?: string;
  action?: string;
  from?: number;
  until?: number;
}

/** How many rows a page has. */
export const PAGE = 50;

/** How many rows the server gives at once. */
const MOST = 500;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the page's address; whatever cannot be read is left out. */
export function readFilter(address: Record<string, unknown>): AuditFilter {
  const { search, from, to, shown } = address;
  const text = typeof search === "string" || typeof search === "number" ? String(search).trim() : "";
  const kind = asKind(address.kind);
  return {
    ...(text && { search: text }),
    ...(kind && { kind }),
    ...(isDay(from) && { from }),
    ...(isDay(to) && { to }),
    ...(typeof shown === "number" && shown > PAGE && { shown: Math.min(Math.trunc(shown), MOST) }),
  };
}

/** What the server is asked for this filter. */
export function questionOf({ search, kind, from, to }: AuditFilter): AuditQuestion {
  return {
    ...(search && { search }),
    ...(kind && { action: KINDS[kind].join(",") }),
    ...(from && { from: midnight(from) }),
    ...(to && { until: midnight(to, 1) }),
  };
}

/** Where the same entries come as a file. */
export function csvAddress(filter: AuditFilter): string {
  const pairs = Object.entries(questionOf(filter)).map(([name, value]) => [name, String(value)]);
  const query = new URLSearchParams(pairs).toString();
  return `/api/v1/admin/audit-log.csv${query && `?${query}`}`;
}

/** Whether anything but all of the log is asked for. */
export function isNarrowed({ search, kind, from, to }: AuditFilter): boolean {
  return Boolean(search || kind || from || to);
}

/** Whether the days leave nothing between them. */
export function endsBeforeItBegins({ from, to }: AuditFilter): boolean {
  return from !== undefined && to !== undefined && to < from;
}

/** Local midnight at the beginning of the day, or of one some days later: a day of 23 or 25 hours is one day. */
function midnight(day: string, later = 0): number {
  const date = new Date(`${day}T00:00`);
  date.setDate(date.getDate() + later);
  return date.getTime();
}

function isDay(value: unknown): value is string {
  return typeof value === "string" && DAY.test(value) && !Number.isNaN(Date.parse(`${value}T00:00`));
}
