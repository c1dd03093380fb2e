import { useEffect, useState } from "react";
import { useReadable } from "../../../ui/state/use-readable";
import { askCaptcha } from "../api/captcha";
import { Captcha, type CaptchaState } from "../model/captcha";
import type { CaptchaPorts } from "../model/ports";
import { searchInThreads } from "../worker/search";

/** The captcha of a form that stands; `empty`: nothing is typed into its field. */
export function useCaptcha(empty: boolean): [Captcha, CaptchaState] {
  const [captcha] = useState(() => new Captcha(PORTS));
  const state = useReadable(captcha);
  useEffect(() => {
    captcha.start();
    return () => captcha.stop();
  }, [captcha]);
  useEffect(() => captcha.fieldIs(empty), [captcha, empty]);
  return [captcha, state];
}

const PORTS: CaptchaPorts = {
  ask: askCaptcha,
  search: searchInThreads,
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
  clock: () => performance.now(),
  visible: () => document.visibilityState === "visible",
  whenVisible: (act) => {
    const seen = () => document.visibilityState === "visible" && act();
    document.addEventListener("visibilitychange", seen);
    return () => document.removeEventListener("visibilitychange", seen);
  },
};
