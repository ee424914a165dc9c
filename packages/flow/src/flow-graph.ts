// A flow as a graph: which node leads where, and by which exit.

import type { FlowDocument, FlowNode } from "./flow-document.ts";

export interface Edge {
  exit: string;
  to: string;
  /** Where it stands in the node, for findings. */
  place: string;
}

/** The failures a node of a kind can have; without an exit of its own each leads to the document's `onError`. */
const failures: Readonly<Record<FlowNode["kind"], readonly string[]>> = {
  play: ["error", "timeout"],
  say: ["error", "timeout"],
  menu: ["noInput", "invalid", "error", "timeout"],
  collect: ["noInput", "invalid", "error", "timeout"],
  collectSecret: ["noInput", "invalid", "error", "timeout"],
  set: ["error"],
  branch: ["error"],
  business: ["failed", "timeout", "error"],
  queue: ["timeout", "noAgents", "error"],
  transfer: ["busy", "noAnswer", "failed", "timeout", "error"],
  tag: ["error"],
  hangup: [],
};

/** Every way out of a node, those by the document's `onError` included. */
export function edgesOf(document: FlowDocument, nodeId: string): Edge[] {
  const node = document.nodes[nodeId];
  if (node === undefined) return [];
  const edges: Edge[] = [];
  if ("exits" in node) {
    for (const [exit, to] of Object.entries(node.exits))
      if (to !== undefined) edges.push({ exit, to, place: `exits.${exit}` });
  }
  if ("choices" in node) {
    for (const [digit, to] of Object.entries(node.choices)) edges.push({ exit: digit, to, place: `choices.${digit}` });
  }
  if (node.kind === "branch") {
    for (const [place, { to }] of node.cases.entries())
      edges.push({ exit: `case ${place + 1}`, to, place: `cases.${place}.to` });
  }
  if (node.kind === "business") {
    for (const [reason, to] of Object.entries(node.reasons))
      edges.push({ exit: reason, to, place: `reasons.${reason}` });
  }
  for (const exit of failures[node.kind]) {
    if (!edges.some((edge) => edge.exit === exit)) edges.push({ exit, to: document.onError, place: `exits.${exit}` });
  }
  return edges;
}

/** Where an exit leads: the node's own, or for a failure the document's `onError`. */
export function targetOf(document: FlowDocument, node: FlowNode, exit: string): string | undefined {
  if (node.kind === "business" && node.reasons[exit] !== undefined) return node.reasons[exit];
  if ("choices" in node && node.choices[exit] !== undefined) return node.choices[exit];
  const exits: Record<string, string | undefined> = "exits" in node ? node.exits : {};
  return exits[exit] ?? (failures[node.kind].includes(exit) ? document.onError : undefined);
}

/** Nodes that can be reached from `from`, itself included. */
export function reachableFrom(document: FlowDocument, from: string): Set<string> {
  const seen = new Set<string>();
  const open = [from];
  for (let nodeId = open.pop(); nodeId !== undefined; nodeId = open.pop()) {
    if (seen.has(nodeId) || document.nodes[nodeId] === undefined) continue;
    seen.add(nodeId);
    for (const { to } of edgesOf(document, nodeId)) open.push(to);
  }
  return seen;
}

/** The fewest menus a caller hears on the way to and with each reachable node. */
export function menuDepths(document: FlowDocument): Map<string, number> {
  const depths = new Map<string, number>();
  let level = [document.start];
  for (let depth = 0; level.length > 0; depth++) {
    const next: string[] = [];
    const open = [...level];
    for (let nodeId = open.pop(); nodeId !== undefined; nodeId = open.pop()) {
      const node = document.nodes[nodeId];
      if (node === undefined || depths.has(nodeId)) continue;
      depths.set(nodeId, node.kind === "menu" ? depth + 1 : depth);
      for (const { to } of edgesOf(document, nodeId)) (node.kind === "menu" ? next : open).push(to);
    }
    level = next;
  }
  return depths;
}

/** Nodes on a cycle of nodes that wait for nothing: whoever enters one never comes out by himself. */
export function endlessNodes(document: FlowDocument): string[] {
  const quick = (nodeId: string) => ["set", "branch", "tag"].includes(document.nodes[nodeId]?.kind ?? "");
  return Object.keys(document.nodes).filter((start) => {
    if (!quick(start)) return false;
    const seen = new Set<string>();
    const open = edgesOf(document, start).map((edge) => edge.to);
    for (let nodeId = open.pop(); nodeId !== undefined; nodeId = open.pop()) {
      if (nodeId === start) return true;
      if (seen.has(nodeId) || !quick(nodeId)) continue;
      seen.add(nodeId);
      for (const { to } of edgesOf(document, nodeId)) open.push(to);
    }
    return false;
  });
}
