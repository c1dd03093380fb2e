import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Me, Permission } from "../../../api";
import { meQuery } from "../api/me";
import { may } from "../model/allowed";

/** Who is signed in, or null. For pages that strangers may see too. */
export function useMe(): Me | null {
  return useSuspenseQuery(meQuery).data.me;
}

/**
 * Who is signed in. Only inside the frame, where nobody else comes. Between a session's end and the sign-in page
 * taking over, it is still the one who was.
 */
export function useSignedIn(): Me {
  const me = useMe();
  const [last, setLast] = useState(me);
  if (me !== null && me !== last) setLast(me);
  const known = me ?? last;
  if (known === null) throw new Error("drawn inside the frame without a session");
  return known;
}

/** Whether this session may do something now; drawn anew when that changes. */
export function useMay(permission: Permission): boolean {
  return may(useMe(), permission);
}
