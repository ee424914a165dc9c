// The words of a watched screen in English.

import type { screenZh } from "./zh-cn-screen.ts";

export const screenEn: typeof screenZh = {
  watch: "Watch the screen",
  hint: "Shows the console page that the agent looks at, live. Passwords are not shown, nothing is kept. Begin, end and reason are audited.",
  connecting: "Connecting…",
  refused: "Not allowed, or your session has ended. Close this and try again.",
  noPage: "The agent has no console page open",
  waiting: "Waiting for the agent's page…",
};
