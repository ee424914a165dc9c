// The examples of the SDK, run as a reader would run them, against a running product.

import { spawn } from "node:child_process";
import { RunningProduct } from "@tellerline/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";

const root = new URL("../../", import.meta.url).pathname;
let product: RunningProduct;

beforeAll(async () => {
  product = await RunningProduct.start();
});
afterAll(() => product?.dispose());

/** What the example prints, line by line. Throws what it wrote to the error output if it fails. */
async function run(name: string, login: string): Promise<string[]> {
  const account = product.access.accounts.find((candidate) => candidate.login === login);
  const child = spawn(process.execPath, [`packages/sdk/examples/${name}`], {
    cwd: root,
    env: {
      ...process.env,
      ...{ TELLERLINE_URL: product.url.replace(/\/$/, ""), TELLERLINE_LOGIN: login },
      TELLERLINE_PASSWORD: account?.password ?? "",
    },
  });
  let [out, wrong] = ["", ""];
  child.stdout.on("data", (text: Buffer) => (out += text.toString()));
  child.stderr.on("data", (text: Buffer) => (wrong += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${wrong}`);
  return out.trim().split("\n");
}

it("AG-10 the example of the desk signs in, changes its state, reads a refusal and signs out", async () => {
  expect(await run("desk.ts", "agent1")).toEqual([
    "signed in: agent1",
    "at work: notReady",
    "now: notReady, meal",
    expect.stringMatching(/^queues to transfer to: [1-9]/),
    "refused: notPossibleNow",
    "left: signedOut",
  ]);
});

it("AG-10 the example of the events knows the desk and is told that it changed, signed by a token alone", async () => {
  const lines = await run("events.ts", "agent2");
  expect(lines[0]).toBe("desk: signedOut");
  expect(lines.at(-1)).toBe("desk: notReady training");
});
