import type { Desk, DeskInteraction } from "@tellerline/sdk";
import { describe, expect, it } from "vitest";
import { callsOf, currentInteraction, isFreeToDial, isTalking } from "./current-interaction.ts";
import { cleanNumber, isDiallable } from "./number-input.ts";

const interaction = (interactionId: string, state: DeskInteraction["state"]) =>
  ({ interactionId, state }) as DeskInteraction;
const desk = (...interactions: DeskInteraction[]) => ({ interactions }) as unknown as Desk;

describe("the desk", () => {
  it("AG-02 the bar works on what rings or talks, and on the wrap-up only when there is nothing else", () => {
    const [old, now] = [interaction("old", "wrapUp"), interaction("now", "offered")];
    expect(currentInteraction(desk(old, now))).toBe(now);
    expect(currentInteraction(desk(old))).toBe(old);
    expect(currentInteraction(undefined)).toBeUndefined();
  });

  it("AG-03 a chat is never what the softphone bar works on", () => {
    const chat = { ...interaction("chat", "offered"), channel: "chat" } as DeskInteraction;
    const call = { ...interaction("call", "wrapUp"), channel: "voice" } as DeskInteraction;
    expect(currentInteraction(desk(chat))).toBeUndefined();
    expect(currentInteraction(desk(chat, call))).toBe(call);
    expect(callsOf(desk(chat, call))).toEqual([call]);
  });

  it("RT-01 he may call out beside his chats, not beside a call, and not without a phone", () => {
    const chat = { ...interaction("chat", "connected"), channel: "chat" } as DeskInteraction;
    const call = { ...interaction("call", "held"), channel: "voice" } as DeskInteraction;
    const at = (state: Desk["state"], interactions: DeskInteraction[], kind = "browser") =>
      isFreeToDial({ state, interactions, terminal: { kind }, terminalOnline: true } as unknown as Desk);
    expect([at("ready", []), at("engaged", [chat]), at("engaged", [chat, call])]).toEqual([true, true, false]);
    expect([at("engaged", [chat], "none"), at("reserved", [chat]), at("signedOut", [])]).toEqual([false, false, false]);
  });

  it("moving the audio cuts somebody off only while there is talk", () => {
    expect(isTalking(interaction("a", "held"))).toBe(true);
    expect(isTalking(interaction("a", "offered"))).toBe(false);
    expect(isTalking(interaction("a", "wrapUp"))).toBe(false);
    expect(isTalking(undefined)).toBe(false);
  });

  it("numbers are dialled as people write them", () => {
    expect(cleanNumber("+86 (138) 0013-8000")).toBe("+8613800138000");
    expect(isDiallable("+86 (138) 0013-8000")).toBe(true);
    expect(isDiallable("8001")).toBe(true);
    expect(isDiallable("")).toBe(false);
    expect(isDiallable("sip:evil@host")).toBe(false);
    expect(isDiallable("123456789012345678901")).toBe(false);
  });
});
