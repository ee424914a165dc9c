// Who is signed in, and leaving.

import { useQuery } from "@tanstack/react-query";
import { getMe, type Language, type Me, type Right, setPreferences, signOut, signOutEverywhere } from "@tellerline/sdk";
import { api } from "../api.ts";
import { agentPhone } from "../phone/phone-store.ts";
import { useSettings } from "../settings.ts";

export function useMeQuery() {
  return useQuery({ queryKey: ["me"], queryFn: () => api.call(getMe), staleTime: Number.POSITIVE_INFINITY });
}

/** The signed-in person; only below the gate, where there is one. */
export function useMe(): Me {
  const { data } = useMeQuery();
  if (data === undefined) throw new Error("used outside of the signed-in part");
  return data;
}

export function useRight(right: Right): boolean {
  return useMe().rights.includes(right);
}

const endedMark = "tellerline-session-ended";

/** Forgets everything known and shows the sign-in page. @param ended whether to say there that the session ended */
export function leave(ended: boolean): void {
  agentPhone.stop();
  if (ended) sessionStorage.setItem(endedMark, "1");
  location.replace("/");
}

/** Whether the page came here because the session ended. */
export function sessionHasEnded(): boolean {
  return sessionStorage.getItem(endedMark) !== null;
}

export function forgetEnded(): void {
  sessionStorage.removeItem(endedMark);
}

export async function endSession(everywhere: boolean): Promise<void> {
  try {
    await (everywhere ? api.call(signOutEverywhere) : api.call(signOut));
  } finally {
    leave(false);
  }
}

/** Changes the language of the page, and of the account where there is one. */
export function changeLanguage(language: Language, signedIn: boolean): void {
  useSettings.getState().setLanguage(language);
  if (signedIn) api.call(setPreferences, { body: { language } }).catch(() => {});
}
