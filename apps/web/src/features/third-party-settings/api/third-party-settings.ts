import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { answer, api, type Provider, type ProviderBody, type Registration } from "../../../api";

/** The providers, in the order of their buttons, and who may register through them. */
export const thirdPartyQuery = queryOptions({
  queryKey: ["third-party-settings"],
  queryFn: () => answer(api.GET("/api/v1/admin/settings/third-party")),
});

interface ThirdPartyChanges {
  /** Sets a provider up, or changes it. */
  save: (id: string, body: ProviderBody) => Promise<Provider>;
  remove: (id: string) => Promise<void>;
  setRegistration: (registration: Registration) => Promise<Registration>;
  /** Reads the settings again, as after a refusal that says that they are others now. */
  readAgain: () => Promise<void>;
}

/** Changes the settings; the sign-in page's buttons are read again after each change. */
export function useThirdPartyChanges(): ThirdPartyChanges {
  const queries = useQueryClient();
  const readAgain = async () => {
    void queries.invalidateQueries({ queryKey: ["server"] });
    await queries.invalidateQueries({ queryKey: thirdPartyQuery.queryKey });
  };
  const provider = (id: string) => ({ params: { path: { id } } });
  return {
    readAgain,
    save: async (id, body) => {
      const saved = await answer(
        api.PUT("/api/v1/admin/settings/third-party/providers/{id}", { ...provider(id), body }),
      );
      await readAgain();
      return saved;
    },
    remove: async (id) => {
      await answer(api.DELETE("/api/v1/admin/settings/third-party/providers/{id}", provider(id)));
      await readAgain();
    },
    setRegistration: async (registration) => {
      const saved = await answer(api.PUT("/api/v1/admin/settings/registration", { body: { registration } }));
      await readAgain();
      return saved.registration;
    },
  };
}
