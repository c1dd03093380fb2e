import { QueryClient } from "@tanstack/react-query";
import { asProblem } from "../api";

const TRIES = 2;

/** Server state of the page. What a person's mistake caused is not tried again; a silent server is, twice. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => {
          const { status } = asProblem(error);
          return (status === 0 || status >= 500) && failures < TRIES;
        },
      },
      mutations: { retry: false },
    },
  });
}
