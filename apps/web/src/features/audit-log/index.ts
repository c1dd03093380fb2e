/** The audit log: who did what, to whom, when, from where (ACC-17). */
export { AuditLogPage } from "./components/audit-log-page";
export { type AuditFilter, readFilter } from "./model/filter";
