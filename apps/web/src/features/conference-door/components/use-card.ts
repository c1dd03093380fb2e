import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ConferenceCard } from "../../../api";
import { cardQuery } from "../../admission";
import { useMe } from "../../session";

/**
 * The conference's card for whoever stands at the door. Who that is decides what the card says, so signing in or out
 * here or in another tab asks anew; until the answer comes the last card stays, and with it the preview.
 */
export function useCard(number: string, atTheDoor: boolean) {
  useMe();
  const { data, error, refetch } = useQuery({ ...cardQuery(number), enabled: atTheDoor });
  const [last, setLast] = useState<ConferenceCard | undefined>(data);
  if (data !== undefined && data !== last) setLast(data);
  return { card: data ?? last, error, retry: () => void refetch() };
}
