// The product opened to the network, on a host with two addresses, used from another machine: encrypted unless plain SIP is
// asked for, and every phone is told the address that it can reach.

import { readFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { Live } from "@tellerline/api";
import { Chromium, havePeer, Lan, ProductApi, pageHears, RunningProduct, udpPortsOf, until } from "@tellerline/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BankScene } from "../bank-scene.ts";

const customerHz = 440;
const agentHz = 1000;
const authorities = getCACertificates();
const possible = havePeer("baresip") && Lan.possible();

let lan: Lan;
let product: RunningProduct | undefined;
let scene: BankScene | undefined;
let chromium: Chromium | undefined;

beforeEach(() => {
  if (possible) lan = Lan.open();
});
afterEach(async () => {
  await chromium?.dispose();
  await scene?.hangUpPhones();
  await product?.dispose();
  lan?.close();
  setDefaultCACertificates(authorities);
  scene = undefined;
  chromium = undefined;
  product = undefined;
});

/** The product on `host`; its self-signed certificate is trusted from now on. */
async function open(host: string, more: Record<string, string> = {}) {
  product = await RunningProduct.start({ TELLERLINE_HOST: host, ...more });
  scene = new BankScene(product);
  const certificate = readFileSync(join(product.data, "tls", "self-signed.pem"), "utf8");
  setDefaultCACertificates([...authorities, certificate]);
  return { product, scene };
}

/** A registered phone on the other machine, over TLS by our address on `link`. */
function tlsPhone(of: BankScene, index: number, link: 0 | 1, voiceHz: number, answers: "automatically" | "by hand") {
  const account = of.product.access.phones[index];
  if (account === undefined) throw new Error("no such phone");
  const registrar = `${lan.near[link]}:${of.product.ports.sipTls}`;
  const { username: user, password } = account;
  const { namespace } = lan;
  return of.phone({ address: lan.far[link], namespace, transport: "tls", registrar, user, password, voiceHz, answers });
}

function connects(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: 3000 });
    const finish = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.once("connect", () => finish(true));
    socket.once("error", () => finish(false));
    socket.once("timeout", () => finish(false));
  });
}

/** The first line of the answer to a request over SIP on a WebSocket. */
function askOverWebSocket(url: string): Promise<string> {
  const request = [
    "REGISTER sip:tellerline SIP/2.0",
    "Via: SIP/2.0/WSS x.invalid;branch=z9hG4bKnet",
    "Max-Forwards: 70",
    "From: <sip:phone1@tellerline>;tag=1",
    "To: <sip:phone1@tellerline>",
    "Call-ID: network",
    "CSeq: 1 REGISTER",
    "Contact: <sip:phone1@x.invalid;transport=ws>",
    "Content-Length: 0",
    "",
    "",
  ].join("\r\n");
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, "sip");
    socket.onopen = () => socket.send(request);
    socket.onerror = () => reject(new Error("the WebSocket failed"));
    socket.onclose = ({ reason }) => reject(new Error(`the WebSocket was closed: ${reason}`));
    socket.onmessage = ({ data }) => {
      resolve(String(data).split("\r\n", 1)[0] ?? "");
      socket.close();
    };
  });
}

describe.skipIf(!possible)("a host with two addresses", () => {
  it("SE-01 one address is opened: HTTPS, WSS and SIPS on it, nothing plain and nothing elsewhere; a call over TLS", async () => {
    const [near, other] = lan.near;
    const { product, scene } = await open(near);
    const { http, sip, sipTls } = product.ports;
    expect(product.url).toBe(`https://${near}:${http}/`);
    expect((await fetch(`${product.url}health`)).status).toBe(200);
    expect((await fetch(`${product.url}bank/`)).headers.get("strict-transport-security")).toMatch(/max-age=\d+/);
    expect(await askOverWebSocket(`wss://${near}:${http}/sip`)).toBe("SIP/2.0 401 Unauthorized");
    await expect(fetch(`http://${near}:${http}/health`)).rejects.toThrow();
    await expect(askOverWebSocket(`ws://${near}:${http}/sip`)).rejects.toThrow();
    for (const host of [other, "127.0.0.1"]) {
      for (const port of [http, sip, sipTls]) expect(await connects(host, port), `${host}:${port}`).toBe(false);
    }
    expect(await connects(near, sip)).toBe(false);
    expect(udpPortsOf(product.pid)).not.toContain(sip);

    const device = await tlsPhone(scene, 0, 0, agentHz, "automatically");
    const api = await scene.signIn("agent1", product.access.phones[0]?.username ?? "");
    const caller = await tlsPhone(scene, 1, 0, customerHz, "by hand");
    await scene.askForAgent(caller, `${near}:${sipTls};transport=tls`);
    const { interactionId } = await scene.onDesk(api, "connected");
    await caller.hears(agentHz);
    await device.hears(customerHz);
    await caller.hangUp();
    expect((await scene.recordOf(interactionId)).recordings).toHaveLength(1);
  });

  it("SW-01 all addresses are opened, plain SIP too: each phone is told the address on its own network", async () => {
    const { product, scene } = await open("0.0.0.0", { TELLERLINE_SIP_PLAIN: "true" });
    const admin = await product.signIn("admin");
    const trunk = { name: "LAN", addresses: [lan.far[1]], host: lan.far[1], port: 5060, transport: "udp" };
    await admin.post("trunks", { ...trunk, channels: 10, outbound: false, callerNumber: product.access.number });
    const device = await tlsPhone(scene, 0, 0, agentHz, "automatically");
    const api = await scene.signIn("agent1", product.access.phones[0]?.username ?? "");
    const { namespace } = lan;
    const caller = await scene.phone({
      ...{ address: lan.far[1], namespace, user: "13800138000", voiceHz: customerHz, answers: "by hand" },
    });
    await scene.askForAgent(caller, `${lan.near[1]}:${product.ports.sip}`);
    const { interactionId } = await scene.onDesk(api, "connected");
    await caller.hears(agentHz);
    await device.hears(customerHz);
    await caller.hangUp();
    await scene.recordOf(interactionId);
    const leader = await product.signIn("leader");
    const ladder = await leader.get<{ messages: { direction: string; remote: string; text: string }[] }>(
      `records/${interactionId}/sip`,
    );
    const told = (far: string) => {
      const sent = ladder.messages.filter(({ direction, remote }) => direction === "out" && remote.startsWith(far));
      return new Set(sent.flatMap(({ text }) => /^c=IN IP4 (\S+)/m.exec(text)?.[1] ?? []));
    };
    expect(told(lan.far[0])).toEqual(new Set([lan.near[0]]));
    expect(told(lan.far[1])).toEqual(new Set([lan.near[1]]));
    // The console is reached by either address under the same certificate.
    for (const near of lan.near) {
      await expect(
        new ProductApi(`https://${near}:${product.ports.http}/`, leader.token).get("me"),
      ).resolves.toBeDefined();
    }
  });

  it.skipIf(!havePeer("chromium"))(
    "CH-02 a browser on the other machine calls from the bank's page by the second address; both are heard",
    async () => {
      const { product, scene } = await open("0.0.0.0", { TELLERLINE_PAGES: "true" });
      const device = await tlsPhone(scene, 0, 0, agentHz, "automatically");
      const api = await scene.signIn("agent1", product.access.phones[0]?.username ?? "");
      chromium = await Chromium.start({ voiceHz: customerHz, namespace: lan.namespace });
      const page = await chromium.open(`https://${lan.near[1]}:${product.ports.http}/bank/`);
      await page.click("#call");
      await page.click("dialog .main");
      await page.waitForSelector("dialog[data-stage=connected]");
      const leader = await product.signIn("leader");
      await until("the call to be in its flow", async () =>
        (await leader.get<Live>("live")).interactions.find(({ stage }) => stage === "flow"),
      );
      await page.locator(".call-keys button", { hasText: "1" }).click();
      await page.waitForTimeout(700);
      await page.locator(".call-keys button", { hasText: "0" }).click();
      const { interactionId } = await scene.onDesk(api, "connected");
      await pageHears(page, agentHz);
      await device.hears(customerHz);
      await device.hangUp();
      await page.waitForSelector("dialog[data-stage=ended]");
      expect((await scene.recordOf(interactionId)).endReason).toBe("agentHungUp");
    },
  );
});
