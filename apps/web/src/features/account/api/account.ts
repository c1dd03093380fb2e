import { answer, api } from "../../../api";

/** Changes the name others see. */
export async function rename(name: string): Promise<void> {
  await answer(api.PATCH("/api/v1/me", { body: { name } }));
}

/** Changes the password; sessions on other devices end. */
export async function changePassword(current: string, next: string): Promise<void> {
  await answer(api.POST("/api/v1/me/password", { body: { current, new: next } }));
}
