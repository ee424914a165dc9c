// The routes of team leaders: supervision of interactions (SW-06, SV-04), forced operations on agents (SV-03). Both are
// audited before they happen, so that nothing happens unaudited.

import type { BodyOf } from "@tellerline/api";
import type { Clock } from "@tellerline/base";
import { type AuditInput, appendAudit, type Store } from "@tellerline/store";
import type { SignedIn } from "../accounts/accounts.ts";
import type { Centre } from "../centre/centre.ts";
import type { Switchboard } from "../centre/switchboard.ts";
import { type FloorRefusal, floorProblem } from "../floor/floor-refusal.ts";
import type { Handlers } from "../http/handlers.ts";
import { ProblemError } from "../http/problem-error.ts";
import { forceAgent, forceRefusal } from "./force-agent.ts";

export interface SupervisionHandlerOptions {
  store: Pick<Store, "inTenant">;
  clock: Clock;
  switchboard: Switchboard;
}

/** The router's refusals as ours. */
const moveRefusals: Partial<Record<string, FloorRefusal>> = {
  notWaiting: "notWaiting",
  unknownInteraction: "notWaiting",
  unknownQueue: "noQueue",
  unknownAgent: "noAgent",
  signedOut: "agentSignedOut",
};

/** What would be refused is refused before it is audited: the audit tells what was done. */
function moveRefusal(
  { configuration, seats }: Centre,
  { queueId, agentId }: BodyOf<"moveInteraction">,
): FloorRefusal | undefined {
  if (queueId !== undefined && !configuration.queues.has(queueId)) return "noQueue";
  if (agentId === undefined) return undefined;
  const seat = seats.get(agentId);
  if (seat === undefined) return "noAgent";
  return seat.state === "signedOut" ? "agentSignedOut" : undefined;
}

export function supervisionHandlers(
  options: SupervisionHandlerOptions,
): Handlers<"superviseInteraction" | "forceAgent" | "moveInteraction"> {
  const { store, clock, switchboard } = options;
  const audit = ({ tenantId, me }: SignedIn, entry: Pick<AuditInput, "action" | "subject" | "detail">) =>
    store.inTenant(tenantId, (tx) => appendAudit(tx, tenantId, { at: clock.now(), actor: me.userId, ...entry }));
  return {
    superviseInteraction: async ({ session, params, body }) => {
      const { agentId } = session.me;
      const interactionId = params.interactionId as string;
      const centre = switchboard.centre(session.tenantId);
      const seat = centre.seats.get(agentId ?? "");
      if (agentId === null || seat === undefined) throw floorProblem("noSeat");
      const supervision = centre.interactions.get(interactionId)?.supervision;
      if (supervision === undefined) throw floorProblem("noInteraction");
      const busy = seat.interactionIds.size > 0 && supervision.of(agentId) === undefined && body.mode !== "off";
      const refused = busy ? "deskNotEmpty" : supervision.refusal(agentId, body.mode);
      if (refused !== undefined) throw floorProblem(refused);
      const reason = body.reason === undefined ? {} : { reason: body.reason };
      const detail = { agents: centre.interactions.get(interactionId)?.machine.takingPart ?? [], ...reason };
      await audit(session, { action: `supervision.${body.mode}`, subject: interactionId, detail });
      supervision.obey(agentId, body.mode, body.reason);
      return { interactionId, mine: supervision.of(agentId) ?? null };
    },
    moveInteraction: async ({ session, params, body }) => {
      const centre = switchboard.centre(session.tenantId);
      const interactionId = params.interactionId as string;
      if (!centre.interactions.has(interactionId)) throw floorProblem("noInteraction");
      if (centre.position(interactionId) === undefined) throw floorProblem("notWaiting");
      const impossible = moveRefusal(centre, body);
      if (impossible !== undefined) throw floorProblem(impossible);
      await audit(session, { action: "interaction.move", subject: interactionId, detail: { ...body } });
      const { priority, toFront, queueId, agentId } = body;
      const refused = centre.route({
        ...{ type: "moveWaiting", interactionId },
        ...(priority === undefined ? {} : { priority }),
        ...(toFront === undefined ? {} : { toFront }),
        ...(queueId === undefined ? {} : { queueId }),
        ...(agentId === undefined ? {} : { agentId }),
      });
      if (refused !== undefined) {
        const known = moveRefusals[refused];
        throw known === undefined ? new ProblemError("notPossibleNow", refused) : floorProblem(known);
      }
      return { interactionId, position: centre.position(interactionId) ?? null };
    },
    forceAgent: async ({ session, params, body }) => {
      const centre = switchboard.centre(session.tenantId);
      const agentId = params.agentId as string;
      const seat = centre.seats.get(agentId);
      if (seat === undefined) throw floorProblem("noAgent");
      const refused = forceRefusal(seat, body.action);
      if (refused !== undefined) throw floorProblem(refused);
      const detail = { reason: body.reason, state: seat.state };
      await audit(session, { action: `agent.force.${body.action}`, subject: agentId, detail });
      forceAgent(centre, seat, { ...body, by: session.me.name, at: clock.now() });
      return { agentId, state: seat.state, reason: seat.reason, locked: seat.locked };
    },
  };
}
