// placeholder
import { failed, type IceServer, type Outcome } from "../protocol.ts";
import type { LegTransport } from "./leg-transport.ts";
import type { RtpListener } from "./rtp-transport.ts";

export interface WebrtcListener extends RtpListener {
  connected(): void;
  lost(reason: "closed" | "failed"): void;
}

export interface WebrtcOptions {
  bind: string;
  announce: string;
  ports: [number, number];
  iceServers: IceServer[];
  listener: WebrtcListener;
}

export const WebrtcTransport = {
  async open(_options: WebrtcOptions): Promise<Outcome<LegTransport>> {
    return failed("internal", "not yet");
  },
};
