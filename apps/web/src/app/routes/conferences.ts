/**
 * Routes of conferences: list, create and edit inside the frame; pre-join and the room outside it. Each is lazy,
 * so that sign-in and home load none of the room's code.
 */

/** Inside the side menu's frame. */
export const conferencesInShell = [] as const;

/** On their own: `/c/{number}`. */
export const conferencesOutside = [] as const;
