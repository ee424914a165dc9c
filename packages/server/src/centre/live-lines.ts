// What comes before the agents: how full the trunks are, and where in the flows the callers stand (SV-01).

import type { LiveFlows, LiveTrunks } from "@tellerline/api";
import type { CentreConfiguration } from "./centre-configuration.ts";
import type { RunningInteraction } from "./running-interaction.ts";
import type { TrunkStatus } from "./switchboard.ts";
import type { TrunkLoad } from "./trunk-channels.ts";

/** @param of what is known of a trunk. */
export function liveTrunks(
  { trunks }: Pick<CentreConfiguration, "trunks">,
  of: (trunkId: string) => TrunkLoad & { status: TrunkStatus },
): LiveTrunks {
  const items = trunks.map(({ trunkId, name, channels, outbound }) => {
    const { in: busyIn, out: busyOut, peak, callsIn, callsOut, refused, since, status } = of(trunkId);
    return { trunkId, name, status, channels, outbound, busyIn, busyOut, peak, callsIn, callsOut, refused, since };
  });
  return { items: items.sort((a, b) => a.name.localeCompare(b.name)) };
}

/** Every published flow, also those in which nobody is; of each its steps with somebody, the fullest first. */
export function liveFlows(
  { flows }: Pick<CentreConfiguration, "flows">,
  running: Iterable<RunningInteraction>,
): LiveFlows {
  const byFlow = new Map<string, Map<string, LiveFlows["items"][number]["steps"][number]>>();
  for (const { machine } of running) {
    const at = machine.flowStep;
    if (at === undefined) continue;
    const steps = byFlow.get(at.flowId) ?? new Map();
    byFlow.set(at.flowId, steps);
    const step = steps.get(at.nodeId);
    if (step === undefined)
      steps.set(at.nodeId, { nodeId: at.nodeId, label: at.label, count: 1, longestSince: at.since });
    else {
      step.count++;
      step.longestSince = Math.min(step.longestSince, at.since);
    }
  }
  const items = [...flows].map(([flowId, { document }]) => {
    const steps = [...(byFlow.get(document.id)?.values() ?? [])].sort((a, b) => b.count - a.count);
    const count = steps.reduce((sum, step) => sum + step.count, 0);
    return { flowId, name: document.name, version: document.version, count, steps };
  });
  return { items: items.sort((a, b) => b.count - a.count || a.name.localeCompare(b.name)) };
}
