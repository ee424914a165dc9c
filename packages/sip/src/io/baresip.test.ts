// Against baresip, a phone: it registers with its password, is called, and calls.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SeededRandom } from "@tellerline/base";
import { RealScheduler } from "@tellerline/testkit";
import { afterEach, describe, expect, it } from "vitest";
import type { SipEvent } from "../user-agent/protocol.ts";
import { havePeer, listening, type Peer, startPeer } from "./real-peers.ts";
import { SipTransports } from "./sip-transports.ts";

const program = "baresip";
const haveBaresip = havePeer(program);
const [ourPort, phonePort, controlPort] = [15_080, 15_081, 15_085];
const aor = "sip:1001@127.0.0.1";
let open: SipTransports | undefined;
let phone: Peer | undefined;
let folder: string | undefined;

afterEach(async () => {
  phone?.process.kill("SIGKILL");
  await phone?.exit;
  await open?.close();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

async function startPhone(transport: "udp" | "tcp"): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), "baresip-"));
  const modules = ["g711", "aubridge"].map((name) => `module ${name}.so`);
  const apps = ["account", "menu"].map((name) => `module_app ${name}.so`);
  const audio = ["audio_player aubridge,x", "audio_source aubridge,y", "audio_alert aubridge,x"];
  const control = ["module ctrl_tcp.so", `ctrl_tcp_listen 127.0.0.1:${controlPort}`];
  const config = [
    ...["poll_method epoll", `sip_listen 127.0.0.1:${phonePort}`, "module_path /usr/lib/baresip/modules"],
    ...[...modules, ...apps, ...audio, ...control],
  ];
  await writeFile(join(folder, "config"), `${config.join("\n")}\n`);
  const account = `<sip:1001@127.0.0.1:${ourPort};transport=${transport}>;auth_pass=secret;regint=60;answermode=auto`;
  await writeFile(join(folder, "accounts"), `${account}\n`);
  await writeFile(join(folder, "contacts"), "");
  phone = startPeer(program, ["-4", "-f", folder]);
}

async function dial(uri: string): Promise<void> {
  await listening("tcp", controlPort);
  const command = JSON.stringify({ command: "dial", params: uri });
  const socket = connect(controlPort, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(`${command.length}:${command},`);
}

const sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 15998 RTP/AVP 8\r\n";
const body = { contentType: "application/sdp", bytes: new TextEncoder().encode(sdp) };

describe.skipIf(!haveBaresip)("baresip", { timeout: 30_000 }, () => {
  it.each(["udp", "tcp"] as const)("SW-03 a phone registers over %s, is called, and calls", async (transport) => {
    const said: SipEvent["type"][] = [];
    const seen = new Promise<SipEvent & { type: "incoming" }>((done) => {
      const onEvent = (event: SipEvent) => {
        if (event.type !== "trace") said.push(event.type);
        if (event.type === "registered" && !event.refreshed) call();
        if (event.type === "answered") open?.handle({ type: "hangup", legId: "L" });
        if (event.type === "ended" && event.legId === "L") void dial(`sip:95500@127.0.0.1:${ourPort}`);
        if (event.type === "incoming") done(event);
      };
      const call = () =>
        open?.handle({
          ...{
            type: "invite",
            legId: "L",
            target: { aor },
            requestUri: "",
            from: "sip:95500@bank.test",
            to: aor,
            body,
          },
        });
      void start(onEvent, transport);
    });
    const incoming = await seen;
    expect(incoming.trust).toEqual({ kind: "registered", aor, username: "1001" });
    open?.handle({ type: "reject", legId: incoming.legId, status: 486 });
    expect(said.slice(0, 4)).toEqual(["registered", "progress", "answered", "ended"]);
    expect(open?.bindings(aor)).toHaveLength(1);
  });
});

async function start(onEvent: (event: SipEvent) => void, transport: "udp" | "tcp"): Promise<void> {
  open = await SipTransports.open({
    ...{ scheduler: new RealScheduler(), onEvent },
    listen: [{ transport, host: "127.0.0.1", port: ourPort }],
    endpoint: {
      ...{ random: new SeededRandom(1), realm: "bank.test", nonceSecret: new Uint8Array(16).fill(5) },
      ...{ trunkByAddress: () => undefined, isGuest: () => false },
      credentials: (username) => (username === "1001" ? { password: "secret" } : undefined),
    },
  });
  await startPhone(transport);
}
