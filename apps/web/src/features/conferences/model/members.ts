import type { ConferenceSettings, Person } from "../../../api";

/** Somebody on a conference's list while it is being edited. */
export interface Member extends Person {
  moderator: boolean;
}

/** The list as the server keeps it. */
export function membersOf(settings: ConferenceSettings): readonly Member[] {
  return settings.participants;
}

/** Puts a person on the list, once; newcomers stand at the end. */
export function withMember(members: readonly Member[], person: Person): readonly Member[] {
  return members.some(({ id }) => id === person.id) ? members : [...members, { ...person, moderator: false }];
}

export function withoutMember(members: readonly Member[], id: string): readonly Member[] {
  return members.filter((member) => member.id !== id);
}

export function withModerator(members: readonly Member[], id: string, moderator: boolean): readonly Member[] {
  return members.map((member) => (member.id === id ? { ...member, moderator } : member));
}

/** The list as the API takes it: everyone by id, and the moderators among them. */
export function asWishes(members: readonly Member[]): { participants: string[]; moderators: string[] } {
  return {
    participants: members.map(({ id }) => id),
    moderators: members.filter(({ moderator }) => moderator).map(({ id }) => id),
  };
}

/** Whether two lists hold the same people in the same roles; the order means nothing. */
export function sameMembers(a: readonly Member[], b: readonly Member[]): boolean {
  const roles = (members: readonly Member[]): string =>
    members
      .map(({ id, moderator }) => `${id}:${moderator}`)
      .toSorted()
      .join();
  return roles(a) === roles(b);
}
