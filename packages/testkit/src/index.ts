// The door of testkit: what tests, scenarios, simulation and benches use, and nothing else may.

export { decodeAlaw, decodeUlaw, encodeAlaw, encodeUlaw, RtpPhone, type RtpPhoneOptions } from "./audio/rtp-phone.ts";
export { heardLevel, heardTones, loudness, tone, toneLevel } from "./audio/tones.ts";
export { readWavFile, type Wav, writeWav } from "./audio/wav-file.ts";
export { addTenant, type FreshStore, freshStore } from "./fresh-store.ts";
export { Baresip, type BaresipOptions } from "./peers/baresip.ts";
export { Chromium, type ChromiumOptions, pageHears, remoteToneLevel } from "./peers/chromium.ts";
export { intrude } from "./peers/intruder.ts";
export { Lan } from "./peers/lan.ts";
export { havePeer, until } from "./peers/peer.ts";
export { clusterFolder, isAlive, processesNaming, type RunningProcess, udpPortsOf } from "./peers/processes.ts";
export { Program, type ProgramOptions, run } from "./peers/program.ts";
export { type DemoAccess, freePorts, ProductApi, RunningProduct } from "./peers/running-product.ts";
export { RealScheduler } from "./real-scheduler.ts";
export { VirtualScheduler } from "./virtual-scheduler.ts";
