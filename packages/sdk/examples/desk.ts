/// <reference types="node" />
// An agent's desk from a program: sign in, take a meal, see how a refusal reads, sign out.
//
//   TELLERLINE_URL=http://localhost:8080 TELLERLINE_LOGIN=agent1 TELLERLINE_PASSWORD=… node packages/sdk/examples/desk.ts

import {
  type AgentStateRequest,
  ApiClient,
  ApiError,
  agentSignIn,
  agentSignOut,
  type DialRequest,
  dial,
  getDirectory,
  setAgentState,
  signIn,
  signOut,
  type Terminal,
} from "@tellerline/sdk";

const { TELLERLINE_URL = "http://localhost:8080", TELLERLINE_LOGIN = "", TELLERLINE_PASSWORD = "" } = process.env;

const print = (line: string) => process.stdout.write(`${line}\n`);

const api = new ApiClient({ baseUrl: TELLERLINE_URL });
const session = await api.call(signIn, { body: { login: TELLERLINE_LOGIN, password: TELLERLINE_PASSWORD } });
api.token = session.token;
print(`signed in: ${session.me.login}`);

// For work: with the browser's phone, which rings once a page with it is open.
const terminal: Terminal = { kind: "browser" };
const desk = await api.call(agentSignIn, { body: { terminal } });
print(`at work: ${desk.state}`);

const away: AgentStateRequest = { state: "notReady", reason: "meal" };
const meal = await api.call(setAgentState, { body: away });
print(`now: ${meal.state}, ${meal.reason}`);

const { queues } = await api.call(getDirectory);
print(`queues to transfer to: ${queues.length}`);

const call: DialRequest = { target: { kind: "number", number: "10086" } };
try {
  await api.call(dial, { body: call });
} catch (error) {
  if (!(error instanceof ApiError)) throw error;
  print(`refused: ${error.code}`);
}

const left = await api.call(agentSignOut);
print(`left: ${left.state}`);
await api.call(signOut);
