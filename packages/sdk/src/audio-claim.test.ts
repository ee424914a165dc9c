import { afterEach, expect, it, vi } from "vitest";
import { AudioClaim } from "./audio-claim.ts";

afterEach(() => vi.unstubAllGlobals());

it("AG-10 where a browser forbids locks to a frame of another site, the bar has its sound, told once", async () => {
  const request = vi.fn(() => Promise.reject(new DOMException("denied", "SecurityError")));
  vi.stubGlobal("navigator", { locks: { request } });
  const told: string[] = [];
  const claim = new AudioClaim("sound", { onMine: () => told.push("mine"), onOther: () => told.push("other") });
  claim.claim();
  await vi.waitFor(() => expect(told).toEqual(["mine"]));
  expect(request).toHaveBeenCalledTimes(1);
});
