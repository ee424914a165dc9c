// CH-11: the connectors there are, under the one contract; and a connector that is wrong must fall.

import { describe, expect, it } from "vitest";
import type { Channel, ChannelHost } from "./channel.ts";
import { type ContractHarness, channelContract } from "./channel-contract.ts";
import type { Entry } from "./conversation/entry.ts";
import { TextLineChannel } from "./template/text-line-channel.ts";
import { type PageFrame, WebChatChannel } from "./web-chat/web-chat-channel.ts";

const settle = async () => {
  for (let n = 0; n < 10; n++) await Promise.resolve();
};

function textOf(entry: Entry): string {
  return entry.content.type === "text" ? entry.content.text : entry.content.type;
}

function webChat(create: (host: ChannelHost) => WebChatChannel): ContractHarness {
  return {
    create,
    settle,
    customer: (channel: Channel, conversationId: string) => {
      const chat = channel as WebChatChannel;
      const got: string[] = [];
      let since = 0;
      let detach: (() => void) | undefined;
      const hear = (frame: PageFrame) => {
        if (frame.type !== "entry") return;
        since = frame.entry.sequence;
        got.push(textOf(frame.entry));
      };
      return {
        got,
        connect: async () => {
          detach = await chat.attach(conversationId, since, { send: hear, close: () => undefined });
        },
        disconnect: () => detach?.(),
        says: (clientId, text) => chat.hear(conversationId, { type: "post", clientId, text }),
      };
    },
  };
}

const textLine: ContractHarness = {
  create: (host) => {
    const carried = new Set<string>();
    const listeners = new Map<string, (text: string) => void>();
    const channel = new TextLineChannel(host, {
      send: (conversationId, id, text) => {
        if (!carried.has(id)) listeners.get(conversationId)?.(text);
        carried.add(id);
      },
    });
    return Object.assign(channel, { listeners });
  },
  settle,
  customer: (channel, conversationId) => {
    const line = channel as TextLineChannel & { listeners: Map<string, (text: string) => void> };
    const got: string[] = [];
    line.listeners.set(conversationId, (text) => got.push(text));
    return {
      got,
      connect: () => line.reach(conversationId),
      disconnect: () => undefined,
      says: (id, text) => line.incoming(conversationId, id, text),
    };
  },
};

for (const [name, harness] of Object.entries({ webChat: webChat((host) => new WebChatChannel(host)), textLine })) {
  describe(name, () => {
    for (const rule of channelContract) it(`CH-11 ${rule.name}`, () => rule.run(harness));
  });
}

/** Forgets that a page may be behind. */
class ForgetfulChannel extends WebChatChannel {
  override async attach(conversationId: string, _since: number, connection: Parameters<WebChatChannel["attach"]>[2]) {
    return super.attach(conversationId, Number.MAX_SAFE_INTEGER, connection);
  }
}

/** Lets everything through. */
class LeakyChannel extends WebChatChannel {
  override deliver(conversationId: string, entry: Entry): void {
    super.deliver(conversationId, { ...entry, audience: "all" });
  }
}

it("CH-11 the contract catches a connector that forgets and one that leaks", async () => {
  const failing = async (create: (host: ChannelHost) => WebChatChannel) => {
    const names: string[] = [];
    for (const rule of channelContract)
      await rule.run(webChat(create)).catch(() => {
        names.push(rule.name);
      });
    return names.length;
  };
  expect(await failing((host) => new ForgetfulChannel(host))).toBeGreaterThan(2);
  expect(await failing((host) => new LeakyChannel(host))).toBe(1);
});
