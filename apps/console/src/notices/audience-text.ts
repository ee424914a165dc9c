// An audience as one word of a list of choices, and back.

import type { NoticeAudience } from "@tellerline/sdk";

export function audienceText(audience: NoticeAudience): string {
  if (audience.kind === "all") return "all";
  return audience.kind === "team" ? `team ${audience.team}` : `queue ${audience.queueId}`;
}

export function audienceOf(text: string): NoticeAudience {
  const name = text.slice(text.indexOf(" ") + 1);
  if (text.startsWith("team ")) return { kind: "team", team: name };
  return text.startsWith("queue ") ? { kind: "queue", queueId: name } : { kind: "all" };
}
