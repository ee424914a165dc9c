// The door of testkit: what tests, scenarios, simulation and benches use, and nothing else may.
export { RealScheduler } from "./real-scheduler.ts";
export { addTenant, type FreshStore, freshStore } from "./fresh-store.ts";
export { VirtualScheduler } from "./virtual-scheduler.ts";
export { decodeAlaw, decodeUlaw, encodeAlaw, encodeUlaw, RtpPhone, type RtpPhoneOptions } from "./audio/rtp-phone.ts";
export { heardLevel, heardTones, loudness, tone, toneLevel } from "./audio/tones.ts";
export { readWavFile, type Wav, writeWav } from "./audio/wav-file.ts";
