import type { Admission, Problem } from "../../../api";
import type { Asked, Pass } from "../../../call";

/** What opens the room, from the server's answer. */
export function passOf({ media_url: mediaUrl, token, identity, name, role }: Admission): Pass {
  return { mediaUrl, token, identity, name, role };
}

/** What a failed request means for someone who wants back in: a rule's no is final, silence or haste is not. */
export function asAsked({ status, code }: Problem): Asked {
  const mayChange = status === 0 || status === 429 || status >= 500;
  return { is: mayChange ? "unanswered" : "refused", code };
}
