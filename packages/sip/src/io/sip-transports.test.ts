import { connect, createServer } from "node:net";
import { SeededRandom } from "@tellerline/base";
import { RealScheduler } from "@tellerline/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { request } from "../testing/bench-endpoint.ts";
import { inviteTo, someBody } from "../testing/virtual-network.ts";
import type { SipEvent } from "../user-agent/protocol.ts";
import type { MessageConnection } from "./message-connection.ts";
import { type Listen, SipTransports } from "./sip-transports.ts";

const open: SipTransports[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** One side of a test, which keeps what it is told. */
class Side {
  readonly events: SipEvent[] = [];
  transports!: SipTransports;
  readonly #waiting: { type: string; done: (event: SipEvent) => void }[] = [];

  static async open(listen: readonly Listen[], seed = 1): Promise<Side> {
    const side = new Side();
    side.transports = await SipTransports.open({
      scheduler: new RealScheduler(),
      listen,
      webSocketAddress: { host: "desk.test", port: 443 },
      endpoint: {
        ...{ random: new SeededRandom(seed), realm: "test", nonceSecret: new Uint8Array(16), timers: { t1Ms: 50 } },
        ...{ credentials: () => undefined, trunkByAddress: () => "t", isGuest: () => true, tracing: false },
      },
      onEvent: (event) => {
        side.events.push(event);
        const at = side.#waiting.findIndex((one) => one.type === event.type);
        if (at >= 0) side.#waiting.splice(at, 1)[0]?.done(event);
      },
    });
    open.push(side.transports);
    return side;
  }

  /** The next event of a kind, or the one that is there already. */
  async next<Type extends SipEvent["type"]>(type: Type): Promise<SipEvent & { type: Type }> {
    const there = this.events.find((event) => event.type === type);
    const event = there ?? (await new Promise<SipEvent>((done) => this.#waiting.push({ type, done })));
    return event as SipEvent & { type: Type };
  }
}

const loopback = (transport: "udp" | "tcp", port: number): Listen => ({ transport, host: "127.0.0.1", port });

describe("IO sockets", () => {
  it.each(["udp", "tcp"] as const)(
    "IO-2 a call between two endpoints over %s, and nothing is left",
    async (transport) => {
      const [alice, bob] = [await Side.open([loopback(transport, 0)]), await Side.open([loopback(transport, 0)], 2)];
      const port = bob.transports.addresses[0]?.port ?? 0;
      const target = { target: { transport, host: "127.0.0.1", port } };
      alice.transports.handle(inviteTo("127.0.0.1", "A", { target }) as never);
      const { legId } = await bob.next("incoming");
      bob.transports.handle({ type: "answer", legId, body: someBody });
      await alice.next("answered");
      await bob.next("acknowledged");
      bob.transports.handle({ type: "hangup", legId });
      await alice.next("ended");
      // One connection carries both directions.
      expect(alice.transports.sizes.connections).toBe(transport === "tcp" ? 1 : 0);
      expect(alice.transports.sizes).toMatchObject({ legs: 0, dialogs: 0 });
    },
  );

  it("IO-1 a port in use is one clear line, and nothing stays open", async () => {
    const taken = createServer();
    const port = await new Promise<number>((done) =>
      taken.listen(0, "127.0.0.1", () => done((taken.address() as { port: number }).port)),
    );
    await expect(Side.open([loopback("udp", 0), loopback("tcp", port)])).rejects.toThrow(
      `SIP TCP port ${port} on 127.0.0.1 is in use by another program`,
    );
    taken.close();
  });

  it("IO-4 a peer that is not there is told at once", async () => {
    const alice = await Side.open([loopback("tcp", 0)]);
    const target = { target: { transport: "tcp", host: "127.0.0.1", port: 1 } };
    alice.transports.handle(inviteTo("127.0.0.1", "A", { target }) as never);
    expect(await alice.next("rejected")).toMatchObject({ legId: "A", status: 503 });
    alice.transports.handle(
      inviteTo("127.0.0.1", "B", { target: { target: { ...target.target, host: "no.invalid" } } }) as never,
    );
    await new Promise<void>((done) => {
      const look = () => (alice.events.length > 1 ? done() : setImmediate(look));
      look();
    });
    expect(alice.events[1]).toMatchObject({ type: "rejected", legId: "B", status: 503 });
  });

  it("IO-3 a stream that is no SIP is closed", async () => {
    const alice = await Side.open([loopback("tcp", 0)]);
    const socket = connect(alice.transports.addresses[0]?.port ?? 0, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    await new Promise((done) => socket.once("close", done));
    expect(alice.transports.sizes.connections).toBe(0);
  });

  it("IO-5 a WebSocket is one flow: calls go both ways, its end takes the dialog's path", async () => {
    const ours = await Side.open([]);
    const sent: string[] = [];
    let receive: (message: string) => void = () => {};
    let close: () => void = () => {};
    const connection: MessageConnection = {
      send: (text) => sent.push(text),
      onMessage: (listener) => {
        receive = listener;
      },
      onClose: (listener) => {
        close = listener;
      },
      close: () => {},
    };
    const path = {
      secure: true,
      localAddress: "::ffff:127.0.0.1",
      localPort: 443,
      remoteAddress: "127.0.0.1",
      remotePort: 9,
    };
    ours.transports.adoptWebSocket(connection, path);
    receive("\r\n\r\n");
    expect(sent).toEqual(["\r\n"]);
    const text = request({ headers: "Contact: <sip:x@y.invalid;transport=ws>" }).replace("SIP/2.0/UDP", "SIP/2.0/WSS");
    receive(text.replace(/\n/g, "\r\n"));
    const incoming = await ours.next("incoming");
    expect(incoming).toMatchObject({ flow: { transport: "wss", localAddress: "127.0.0.1" }, trust: { kind: "guest" } });
    ours.transports.handle({ type: "answer", legId: incoming.legId, body: someBody });
    expect(sent.at(-1)).toContain(`Contact: <sip:${incoming.legId}@desk.test:443;transport=ws>`);
    close();
    expect(await ours.next("dialogLost")).toEqual({ type: "dialogLost", legId: incoming.legId });
  });
});
