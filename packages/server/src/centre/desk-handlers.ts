// The routes of the desk: sign-in, states, the softphone bar, the live view.

import type { AnswerOf, PickUp, Terminal } from "@tellerline/api";
import type { SignedIn } from "../accounts/accounts.ts";
import type { Call, Handlers } from "../http/handlers.ts";
import { ProblemError } from "../http/problem-error.ts";
import { allowedOperations } from "./allowed-operations.ts";
import type { Centre } from "./centre.ts";
import { terminalName } from "./centre-configuration.ts";
import { freeForCall } from "./free-for-call.ts";
import { liveFlows, liveTrunks } from "./live-lines.ts";
import { maskNumber } from "./mask-number.ts";
import { pickUpOf } from "./pick-up.ts";
import type { Seat } from "./seat.ts";
import { hasChangedSkills, useStandardSkills } from "./skill-handlers.ts";
import { type Switchboard, talks } from "./switchboard.ts";
import { resolveTarget } from "./target-resolution.ts";
import { teamRanking } from "./team-ranking.ts";

type Names =
  | "getDesk"
  | "agentSignIn"
  | "agentSignOut"
  | "setAgentState"
  | "dial"
  | "operate"
  | "listPickUps"
  | "pickUp"
  | "getDirectory"
  | "getMyRanking"
  | "listMyPhones"
  | "getLive"
  | "getLiveGroups"
  | "getLiveTrunks"
  | "getLiveFlows";

type DeskAnswer = AnswerOf<"getDesk">;

export function deskHandlers(switchboard: Switchboard): Handlers<Names> {
  const at = (session: SignedIn): { centre: Centre; seat: Seat; agentId: string } => {
    const centre = switchboard.centre(session.tenantId);
    const agentId = session.me.agentId;
    const seat = agentId === null ? undefined : centre.seats.get(agentId);
    if (agentId === null || seat === undefined) throw new ProblemError("forbidden", "Your account is not an agent.");
    return { centre, seat, agentId };
  };
  const desk = (session: SignedIn): DeskAnswer => {
    const { centre, agentId } = at(session);
    const view = centre.views.desk(agentId);
    if (view === undefined) throw new ProblemError("notFound");
    return view;
  };
  const obey = (refused: string | undefined) => {
    if (refused !== undefined) throw new ProblemError("notPossibleNow", `The router refused: ${refused}.`);
  };
  return {
    getDesk: ({ session }) => desk(session),
    agentSignIn: ({ session, body }) => {
      const { centre, seat, agentId } = at(session);
      checkTerminal(centre, agentId, body.terminal);
      const elsewhere = seat.terminal !== null && terminalName(seat.terminal) !== terminalName(body.terminal);
      // His call is at the other phone: moved away from it he could neither hear nor end it (AG-13).
      if (elsewhere && talks(centre, agentId))
        throw new ProblemError("notPossibleNow", "You are in a call at another phone; end it there first.");
      const begin = () => {
        seat.terminal = body.terminal;
        if (seat.state === "signedOut") seat.forced = null;
        obey(centre.route({ type: "signIn", agentId, terminal: terminalName(body.terminal) }));
        switchboard.terminalChanged(centre, agentId);
        return desk(session);
      };
      // A new day begins with the skills of every day (AG-05).
      return seat.state === "signedOut" && hasChangedSkills(centre, agentId)
        ? useStandardSkills(centre, agentId).then(begin)
        : begin();
    },
    agentSignOut: ({ session }) => {
      const { centre, seat, agentId } = at(session);
      if (seat.state === "signedOut") return desk(session);
      refuseLocked(seat);
      obey(centre.route({ type: "signOut", agentId }));
      if (seat.interactionIds.size > 0) seat.nextState = "signedOut";
      centre.views.agentTouched(agentId);
      return desk(session);
    },
    setAgentState: ({ session, body }) => {
      const { centre, seat, agentId } = at(session);
      if (seat.state === "signedOut") throw new ProblemError("notPossibleNow", "Sign in as an agent first.");
      refuseLocked(seat);
      if (body.state === "ready" && !seat.terminalOnline)
        throw new ProblemError("notPossibleNow", "The phone is not registered.");
      if (body.state === "wrapUp") obey(centre.route({ type: "startWrapUp", agentId }));
      else if (body.state === "ready") obey(endWrapUpOr(centre, seat, { type: "setReady", agentId }));
      else {
        obey(centre.route({ type: "setNotReady", agentId, reason: body.reason }));
        if (seat.interactionIds.size > 0) seat.nextState = "notReady";
      }
      centre.views.agentTouched(agentId);
      return desk(session);
    },
    dial: ({ session, body }) => {
      const { centre, seat, agentId } = at(session);
      refuseLocked(seat);
      if (!freeForCall(centre, agentId)) throw new ProblemError("notPossibleNow", "Finish the present call first.");
      if (!switchboard.dial(centre, agentId, body.target)) {
        throw new ProblemError("notPossibleNow", "Your phone or the called one cannot be reached now.");
      }
      return desk(session);
    },
    operate: async (call) => operate(switchboard, at(call.session), call, () => desk(call.session)),
    listPickUps: ({ session }) => {
      const { centre, agentId } = at(session);
      return { items: pickUps(centre, agentId) };
    },
    pickUp: ({ session, params }) => {
      const { centre, seat, agentId } = at(session);
      refuseLocked(seat);
      const interactionId = params.interactionId as string;
      if (!pickUps(centre, agentId).some((one) => one.interactionId === interactionId))
        throw new ProblemError("notFound", "This call cannot be picked up (any more).");
      const agent = centre.views.reach(agentId);
      if (!freeForCall(centre, agentId) || agent === undefined)
        throw new ProblemError("notPossibleNow", "Finish the present call first, at a phone that can be reached.");
      centre.pickUp(interactionId, agent);
      return desk(session);
    },
    getDirectory: ({ session }) => {
      const { centre, agentId } = at(session);
      const { agents, queues, flows } = centre.configuration;
      return {
        agents: [...agents.values()]
          .filter((agent) => agent.agentId !== agentId)
          .map((agent) => ({
            id: agent.agentId,
            name: agent.name,
            state: centre.seats.get(agent.agentId)?.state ?? "signedOut",
          })),
        queues: [...queues.values()].map((queue) => ({
          id: queue.id,
          name: queue.name,
          waiting: centre.views.waitingIn(queue.id),
        })),
        flows: [...flows].map(([id, { document }]) => ({ id, name: document.name })),
        files: [...switchboard.prompts.playable].map(([id, titles]) => ({ id, name: titles[session.me.language] })),
      };
    },
    getMyRanking: ({ session }) => {
      const { centre, agentId } = at(session);
      const { agents } = centre.configuration;
      const team = agents.get(agentId)?.team ?? "";
      const mates = [...agents.values()].filter((agent) => agent.team === team);
      const now = centre.options.scheduler.now();
      const ranked = mates.flatMap(({ agentId: id, name }) => {
        const today = centre.seats.get(id)?.figures(now);
        return today === undefined ? [] : [{ agentId: id, name, today }];
      });
      return { team, ...teamRanking(ranked, agentId) };
    },
    listMyPhones: ({ session }) => {
      const { centre } = at(session);
      return {
        items: [...centre.configuration.phones.values()].map((phone) => {
          const contact = switchboard.registeredContact(phone.username) ?? null;
          return {
            id: phone.phoneId,
            name: phone.name,
            username: phone.username,
            version: 1,
            registered: contact !== null,
            contact,
          };
        }),
      };
    },
    getLive: ({ session }) => switchboard.centre(session.tenantId).views.live(),
    getLiveGroups: ({ session }) => switchboard.centre(session.tenantId).views.groups(),
    getLiveTrunks: ({ session }) =>
      liveTrunks(switchboard.centre(session.tenantId).configuration, (trunkId) => switchboard.trunkNow(trunkId)),
    getLiveFlows: ({ session }) => {
      const { configuration, interactions } = switchboard.centre(session.tenantId);
      return liveFlows(configuration, interactions.values());
    },
  };
}

/** Calls of his queues that ring at a colleague, that he holds publicly, that are parked. */
function pickUps(centre: Centre, agentId: string): PickUp[] {
  const queueIds = centre.configuration.agents.get(agentId)?.queueIds ?? [];
  const items: PickUp[] = [];
  for (const { call } of centre.interactions.values()) {
    const state = call?.machine.state;
    const found = state === undefined ? undefined : pickUpOf(state, agentId);
    if (state?.queue === undefined || found === undefined) continue;
    // Whoever parked him has him back, whatever his queues are now.
    if (found.agentId !== agentId && !queueIds.includes(state.queue.id)) continue;
    const { interactionId, customerNumber, queue } = state;
    const { kind, label: agentName, since } = found;
    items.push({
      ...{ interactionId, kind, agentName, own: found.agentId === agentId },
      ...{ customerNumber: maskNumber(customerNumber), queueName: queue.name, since },
    });
  }
  return items;
}

/** SV-03: until a leader unlocks him. */
export function refuseLocked(seat: Seat): void {
  if (seat.locked) throw new ProblemError("notPossibleNow", "A team leader has locked you.");
}

/** Ready; whoever wraps up is done with it. */
export function endWrapUpOr(
  centre: Centre,
  seat: Seat,
  command: { type: "setReady"; agentId: string },
): string | undefined {
  const refused = centre.route(command);
  if (refused !== undefined || seat.state !== "wrapUp") return refused;
  return centre.route({ type: "wrapUpEnded", agentId: command.agentId });
}

function checkTerminal(centre: Centre, agentId: string, terminal: Terminal): void {
  if (terminal.kind === "browser") return;
  if (terminal.kind === "none") {
    if (centre.configuration.agents.get(agentId)?.capacity.voice === 0) return;
    throw new ProblemError("notPossibleNow", "Only an agent who takes no calls can work without a phone.");
  }
  if (!centre.configuration.phones.has(terminal.phoneId)) {
    throw new ProblemError("invalidRequest", undefined, [
      { field: "terminal.phoneId", message: "there is no such phone" },
    ]);
  }
  for (const seat of centre.seats.values()) {
    const other = seat.terminal;
    if (
      seat.agentId !== agentId &&
      seat.state !== "signedOut" &&
      other?.kind === "phone" &&
      other.phoneId === terminal.phoneId
    ) {
      const name = centre.configuration.agents.get(seat.agentId)?.name ?? "somebody else";
      throw new ProblemError("inUse", `${name} is signed in with this phone.`);
    }
  }
}

interface At {
  centre: Centre;
  seat: Seat;
  agentId: string;
}

async function operate(
  switchboard: Switchboard,
  { centre, seat, agentId }: At,
  call: Call<"operate">,
  desk: () => DeskAnswer,
): Promise<DeskAnswer> {
  const interactionId = call.params.interactionId as string;
  const { body } = call;
  if (body.operation === "endWrapUp") {
    await endWrapUp(centre, seat, interactionId, body);
    return desk();
  }
  const running = centre.interactions.get(interactionId);
  if (running === undefined || !seat.interactionIds.has(interactionId))
    throw new ProblemError("notFound", "This interaction is not on your desk.");
  const browser = seat.terminal?.kind === "browser";
  const allowed =
    running.call === undefined
      ? (running.desk?.allowed(agentId) ?? [])
      : allowedOperations(running.call.machine.state, agentId, browser);
  if (!allowed.includes(body.operation)) {
    throw new ProblemError("notPossibleNow", `${body.operation} is not possible in the present state of the call.`);
  }
  if (running.desk !== undefined) {
    running.desk.operate(agentId, body);
    return desk();
  }
  if (body.operation === "answer")
    throw new ProblemError("notPossibleNow", "A browser phone answers in the browser: use the SDK's softphone.");
  if (body.operation === "playFile" && !switchboard.prompts.playable.has(body.fileId))
    throw new ProblemError("invalidRequest", undefined, [{ field: "fileId", message: "there is no such file" }]);
  const at = { switchboard, centre, agentId, interactionId, operation: body.operation };
  const target = "target" in body ? resolveTarget(at, body.target) : undefined;
  centre.operate(interactionId, agentId, body, target);
  return desk();
}

async function endWrapUp(
  centre: Centre,
  seat: Seat,
  interactionId: string,
  body: { disposition?: string | undefined; note?: string | undefined },
): Promise<void> {
  const last = seat.state === "wrapUp" && seat.wrapUp?.interactionId === interactionId;
  if (!last && !seat.unfiled.has(interactionId)) {
    throw new ProblemError("notPossibleNow", "There is no wrap-up of this interaction.");
  }
  const disposition = body.disposition ?? null;
  const note = body.note ?? null;
  const running = centre.interactions.get(interactionId);
  if (disposition !== null || note !== null) {
    // A chat that went on to somebody else has no record yet.
    if (running === undefined)
      await centre.options.records.dispose(centre.options.tenantId, interactionId, disposition, note);
    else running.disposed = { disposition, note };
  }
  seat.filed(interactionId);
  if (seat.state === "wrapUp" && seat.allFiled) centre.route({ type: "wrapUpEnded", agentId: seat.agentId });
  else centre.views.agentTouched(seat.agentId);
}
