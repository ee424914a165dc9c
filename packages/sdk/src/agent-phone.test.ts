import type { Desk } from "@tellerline/api";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { AgentPhone, type AgentPhoneView, type PhoneDevice } from "./agent-phone.ts";
import { type ApiClient, ApiError } from "./api-client.ts";
import { browserId, browserLabel } from "./browser-identity.ts";
import type { SoftphoneCall, SoftphoneOptions } from "./softphone.ts";

interface FakeDevice extends PhoneDevice {
  options: SoftphoneOptions;
  answered: number;
  stopped: boolean;
}

let devices: FakeDevice[];
let asked: { takeOver: boolean }[];
let answers: (() => unknown)[];
let views: AgentPhoneView[];

const refusal = (reason: string) =>
  new ApiError({ type: "about:blank", title: "", status: 409, code: "notPossibleNow", reason });
const credentials = (since: number) => ({
  ...{ uri: "sip:a", username: "a", password: "p", displayName: "", webSocketPath: "/sip", iceServers: [], since },
});

function refuse(reason: string): never {
  throw refusal(reason);
}

beforeEach(() => {
  devices = [];
  asked = [];
  answers = [];
  views = [];
  vi.useFakeTimers();
  vi.stubGlobal("navigator", { userAgent: "Chrome/1 Windows", mediaDevices: {} });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function makePhone(): AgentPhone {
  const api = {
    call: async (_operation: unknown, { body }: { body: { takeOver: boolean } }) => {
      asked.push(body);
      return (answers.shift() ?? (() => credentials(1000)))();
    },
  } as unknown as ApiClient;
  const device = (options: SoftphoneOptions): PhoneDevice => {
    const made = {
      ...{ options, answered: 0, stopped: false, microphone: undefined },
      ...{ call: undefined as SoftphoneCall | undefined, start: () => {} },
      stop: () => {
        made.stopped = true;
      },
      answer: async () => void made.answered++,
      openMicrophone: async () => ({}) as MediaStream,
    };
    devices.push(made);
    return made;
  };
  return new AgentPhone({ api, device, onView: (view) => views.push(view) });
}

function desk(browserPhone: Desk["browserPhone"], state: Desk["state"] = "ready"): Desk {
  return { agentId: "a1", state, terminal: { kind: "browser" }, browserPhone } as Desk;
}

const settle = () => vi.advanceTimersByTimeAsync(0);

it("AG-13 the phone comes up with the sign-in, and goes with the sign-out", async () => {
  const phone = makePhone();
  phone.follow(desk(null, "signedOut"));
  await settle();
  expect(asked).toEqual([]);
  phone.follow(desk(null));
  phone.follow(desk(null));
  await settle();
  expect(asked).toEqual([{ browserId: browserId(), label: "Chrome · Windows", takeOver: false }]);
  devices[0]?.options.onState?.("ready");
  expect(phone.view).toMatchObject({ owner: "mine", status: "ready" });
  phone.follow(desk(null, "signedOut"));
  expect(devices[0]?.stopped).toBe(true);
  expect(phone.view).toMatchObject({ owner: "nobody", status: "stopped" });
});

it("AG-13 elsewhere it is taken over when asked; in a call there it is refused and stays", async () => {
  const phone = makePhone();
  answers = [() => refuse("phoneElsewhere"), () => refuse("phoneBusy"), () => credentials(2000)];
  phone.follow(desk({ browserId: "other-one", label: "", since: 1000 }));
  await settle();
  expect(phone.view.owner).toBe("elsewhere");
  await expect(phone.takeOver()).rejects.toMatchObject({ problem: { reason: "phoneBusy" } });
  expect(phone.view.owner).toBe("elsewhere");
  await phone.takeOver();
  expect(asked.map(({ takeOver }) => takeOver)).toEqual([false, true, true]);
  expect(phone.view.owner).toBe("mine");
  expect(devices).toHaveLength(1);
});

it("AG-13 the browser that lost it stops at once; what the desk said before it had the phone changes nothing", async () => {
  const phone = makePhone();
  phone.follow(desk(null));
  await settle();
  phone.follow(desk({ browserId: "other-one", label: "", since: 900 }));
  expect(phone.view.owner).toBe("mine");
  phone.follow(desk({ browserId: browserId(), label: "", since: 1000 }));
  expect(phone.view.owner).toBe("mine");
  phone.follow(desk({ browserId: "other-one", label: "", since: 1001 }));
  expect(phone.view.owner).toBe("elsewhere");
  expect(devices[0]?.stopped).toBe(true);
});

it("AG-13 a phone that is refused asks for a new password, ever more seldom, until it is ready", async () => {
  const phone = makePhone();
  phone.follow(desk(null));
  await settle();
  devices[0]?.options.onState?.("refused");
  await vi.advanceTimersByTimeAsync(1999);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toHaveLength(2);
  expect(devices[0]?.stopped).toBe(true);
  devices[1]?.options.onState?.("refused");
  await vi.advanceTimersByTimeAsync(3999);
  expect(asked).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  devices[2]?.options.onState?.("ready");
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked).toHaveLength(3);
  phone.stop();
});

it("AG-13 what is answered on the desk before it rings here is answered when it rings", async () => {
  const phone = makePhone();
  phone.follow(desk(null));
  await settle();
  await phone.answer("i1");
  const [device] = devices as [FakeDevice];
  expect(device.answered).toBe(1);
  const rings = (interactionId: string) =>
    device.options.onCall?.({ interactionId, direction: "in", state: "ringing", cause: undefined });
  rings("i2");
  await settle();
  expect(device.answered).toBe(1);
  rings("i1");
  await settle();
  expect(device.answered).toBe(2);
});

it("AG-13 a browser without storage keeps its id as long as the page", () => {
  vi.stubGlobal("localStorage", {
    getItem: () => {
      throw new DOMException("denied", "SecurityError");
    },
  });
  expect(browserId()).toMatch(/^[0-9a-f]{32}$/);
  expect(browserId()).toBe(browserId());
  expect(browserLabel("nothing known")).toBe("");
});
