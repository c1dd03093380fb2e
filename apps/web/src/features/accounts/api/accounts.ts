import { infiniteQueryOptions } from "@tanstack/react-query";
import { type Account, type AccountType, answer, api, type Level, type PasswordLink } from "../../../api";

const PAGE = 50;

/** Accounts whose name, number or login has `search` in it, page by page. */
export function accountsQuery(search: string) {
  return infiniteQueryOptions({
    queryKey: ["accounts", search],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/v1/accounts", {
          params: { query: { limit: PAGE, ...(search && { search }), ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  });
}

/** A new account as typed; empty name and number are left out. */
export interface NewAccount {
  login: string;
  name: string;
  number: string;
  type: AccountType;
  level: Level;
}

/** Adds an account; its password is set through the link that comes back. */
export function addAccount({
  login,
  name,
  number,
  type,
  level,
}: NewAccount): Promise<{ account: Account; password_link: PasswordLink }> {
  const body = { login, type, level, ...(name.trim() && { name }), ...(number.trim() && { number: number.trim() }) };
  return answer(api.POST("/api/v1/accounts", { body }));
}

/** A new link to set the password; earlier ones stop working. */
export function makePasswordLink(id: string): Promise<PasswordLink> {
  return answer(api.POST("/api/v1/accounts/{id}/password-link", { params: { path: { id } } }));
}
