/// <reference types="node" />
// Events without polling: the desk is told whenever anything on it changes, and a lost connection misses nothing.
//
//   TELLERLINE_URL=http://localhost:8080 TELLERLINE_LOGIN=agent1 TELLERLINE_PASSWORD=… node packages/sdk/examples/events.ts

import {
  type AgentStateRequest,
  ApiClient,
  agentSignIn,
  agentSignOut,
  callEvents,
  type Desk,
  EventStream,
  getDesk,
  setAgentState,
  signIn,
  signOut,
  type Terminal,
} from "@tellerline/sdk";

const { TELLERLINE_URL = "http://localhost:8080", TELLERLINE_LOGIN = "", TELLERLINE_PASSWORD = "" } = process.env;

const print = (line: string) => process.stdout.write(`${line}\n`);

const api = new ApiClient({ baseUrl: TELLERLINE_URL });
const { token } = await api.call(signIn, { body: { login: TELLERLINE_LOGIN, password: TELLERLINE_PASSWORD } });
api.token = token;

let desk: Desk | undefined;
const inTraining = Promise.withResolvers<void>();

/** What a screen would draw; and what happened to calls between two states of the desk. */
function show(next: Desk): void {
  for (const { name, detail } of callEvents(desk, next))
    print(`${name} ${detail.interactionId} ${JSON.stringify(detail.data)}`);
  desk = next;
  print(`desk: ${next.state} ${next.reason ?? ""}`.trim());
  if (next.reason === "training") inTraining.resolve();
}

const live = Promise.withResolvers<void>();
const events = new EventStream({
  baseUrl: TELLERLINE_URL,
  token,
  onEvent: (event) => {
    if (event.type === "desk.changed") show(event.data);
  },
  // At the first connection, and when too much was missed: load it whole.
  onReset: () => {
    api.call(getDesk).then(show, ({ message }: Error) => print(message));
  },
  onState: (state) => {
    if (state === "live") live.resolve();
  },
});
events.open();
await live.promise;

const terminal: Terminal = { kind: "browser" };
await api.call(agentSignIn, { body: { terminal } });
const training: AgentStateRequest = { state: "notReady", reason: "training" };
await api.call(setAgentState, { body: training });
await inTraining.promise;

events.close();
await api.call(agentSignOut);
await api.call(signOut);
