// After a restart or a takeover the router asks what really rings and talks, and the world wins (design: what is found
// is journalled first, then folded). SPEC.md, RE-4 … RE-7.

import type { Decision } from "./decision.ts";
import { assign } from "./interaction-commands.ts";
import type { ReconcileInput } from "./router-input.ts";

const reason = "reconciled";

/** Makes the state agree with the world. */
export function reconcile(decision: Decision, input: ReconcileInput): void {
  const alive = new Set([...input.alive, ...input.talking.map((pair) => pair.interactionId)]);
  const ringing = new Set(input.ringing.map(pairKey));
  const talking = new Set(input.talking.map(pairKey));
  for (const interaction of [...decision.state.interactions.values()]) {
    if (!alive.has(interaction.id)) {
      decision.leave(interaction, reason);
      continue;
    }
    for (const agentId of interaction.offeredTo) {
      const pair = pairKey({ interactionId: interaction.id, agentId });
      if (ringing.has(pair) || talking.has(pair)) continue;
      decision.endOffer(interaction, decision.state.agent(agentId), reason, false);
    }
  }
  releaseWhoDoNotTalk(decision, talking);
  for (const { interactionId, agentId, channel } of input.talking) {
    const agent = decision.state.agents.get(agentId);
    if (agent === undefined) {
      decision.reject("reconcile", "unknownAgent", agentId);
      continue;
    }
    if (agent.engaged.some((held) => held.interactionId === interactionId)) continue;
    if (agent.state === "signedOut") decision.rest(agent, { state: "notReady", reason }, true);
    const interaction = decision.state.interactions.get(interactionId);
    const wrapUpMs = interaction === undefined ? 0 : (decision.queueOf(interaction)?.wrapUpMs ?? 0);
    assign(decision, interactionId, agent, { channel, how: "reconciled", wrapUpMs });
  }
  for (const pair of input.ringing) {
    if (decision.state.interactions.get(pair.interactionId)?.offeredTo.includes(pair.agentId) === true) continue;
    decision.emit({ type: "cancelRing", ...pair, reason });
  }
}

/** Who is thought to talk and does not is released; an interaction left alone that came from a queue waits there again. */
function releaseWhoDoNotTalk(decision: Decision, talking: ReadonlySet<string>): void {
  for (const interaction of [...decision.state.interactions.values()]) {
    if (interaction.state !== "engaged") continue;
    for (const agentId of interaction.agents) {
      if (talking.has(pairKey({ interactionId: interaction.id, agentId }))) continue;
      decision.release(interaction, decision.state.agent(agentId), reason);
    }
    if (interaction.agents.length > 0) continue;
    if ([...talking].some((pair) => pair.startsWith(`${interaction.id}\u0000`))) continue;
    if (decision.queueOf(interaction) === undefined) decision.leave(interaction, reason);
    else decision.record({ type: "requeued", at: decision.now, interactionId: interaction.id, reason });
  }
}

function pairKey({ interactionId, agentId }: { interactionId: string; agentId: string }): string {
  return `${interactionId}\u0000${agentId}`;
}
