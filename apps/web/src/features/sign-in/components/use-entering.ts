import { type RefObject, useRef, useState } from "react";
import { asProblem } from "../../../api";
import { type Captcha, loadCaptcha } from "../../captcha";
import { type Credentials, type SignInOutcome, useSession } from "../../session";

interface Entering {
  /** The captcha, where one stands on the form. */
  captcha: RefObject<Captcha | null>;
  /** The server asked for one when the form was sent. */
  late: boolean;
  /** Sends login and password, with the captcha where one stands; nothing where the sign-in does not go on yet. */
  enter: (credentials: Credentials, characters: string) => Promise<SignInOutcome | undefined>;
}

/** Signs in with login and password, and with a captcha as soon as the server asks for one (CAP-1). */
export function useEntering(): Entering {
  const session = useSession();
  const captcha = useRef<Captcha>(null);
  const [late, setLate] = useState(false);
  const enter: Entering["enter"] = async (credentials, characters) => {
    const solved = await captcha.current?.solve(characters);
    // Given up while the device worked at it: what to do next stands there.
    if (captcha.current && !solved) return undefined;
    try {
      const step = await session.signIn({ ...credentials, captcha: solved });
      if (step.next !== "captcha") return step;
    } catch (thrown) {
      captcha.current?.refused(asProblem(thrown));
      throw thrown;
    }
    await loadCaptcha();
    setLate(true);
    return undefined;
  };
  return { captcha, late, enter };
}
