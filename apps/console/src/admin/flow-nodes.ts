// The nodes of a flow document as rows of a table, in the order in which a call meets them.

interface Node {
  id: string;
  label: string;
  kind: string;
  isStart: boolean;
  /** Where each exit leads, by the label of the node there. */
  exits: { name: string; to: string }[];
}

interface RawNode {
  kind: string;
  label?: string;
  exits?: Record<string, string>;
  choices?: Record<string, string>;
  cases?: { when: string; to: string }[];
}

export function flowNodes(document: Record<string, unknown>): Node[] {
  const nodes = (document.nodes ?? {}) as Record<string, RawNode>;
  const start = typeof document.start === "string" ? document.start : "";
  const label = (id: string) => nodes[id]?.label ?? id;
  return orderOf(nodes, start).map((id) => {
    const node = nodes[id];
    return {
      id,
      label: label(id),
      kind: node?.kind ?? "",
      isStart: id === start,
      exits: node === undefined ? [] : exitsOf(node).map(({ name, to }) => ({ name, to: label(to) })),
    };
  });
}

function exitsOf({ choices = {}, cases = [], exits = {} }: RawNode): { name: string; to: string }[] {
  const named = (table: Record<string, string>) => Object.entries(table).map(([name, to]) => ({ name, to }));
  return [...named(choices), ...cases.map(({ when, to }) => ({ name: when, to })), ...named(exits)];
}

/** Breadth first from the start; what nothing leads to comes last. */
function orderOf(nodes: Record<string, RawNode>, start: string): string[] {
  const order = new Set<string>();
  const next = start in nodes ? [start] : [];
  for (let id = next.shift(); id !== undefined; id = next.shift()) {
    const node = nodes[id];
    if (node === undefined || order.has(id)) continue;
    order.add(id);
    next.push(...exitsOf(node).map(({ to }) => to));
  }
  for (const id of Object.keys(nodes)) order.add(id);
  return [...order];
}
