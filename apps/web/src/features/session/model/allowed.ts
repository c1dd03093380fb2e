import type { Me, Permission } from "../../../api";

/** Whether this session may do something now. The server decides again; this draws locks and leaves out dead ends. */
export function may(me: Pick<Me, "allowed"> | null, permission: Permission): boolean {
  return me?.allowed.includes(permission) ?? false;
}
