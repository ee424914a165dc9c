// Debian's Chromium as a customer or an agent: a fresh profile, a microphone that plays a tone, ears that tell what tone
// they hear.
//
//   fake microphone ◀── tone file          page's <audio id="remote-audio"> ──▶ analyser ──▶ level of a frequency

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { tone } from "../audio/tones.ts";
import { writeWav } from "../audio/wav-file.ts";
import { until } from "./peer.ts";

export interface ChromiumOptions {
  /** What its microphone hears; without it the browser refuses the microphone. */
  voiceHz?: number;
  width?: number;
  height?: number;
  locale?: string;
  /** The network namespace it runs in; certificates are then not asked for who signed them. */
  namespace?: string;
}

/** Where the browser lies, as Debian and its kin install it. */
const executable = process.env.CHROMIUM ?? "/usr/bin/chromium";

export class Chromium {
  readonly context: BrowserContext;
  readonly #folder: string;

  private constructor(context: BrowserContext, folder: string) {
    this.context = context;
    this.#folder = folder;
  }

  static async start(options: ChromiumOptions): Promise<Chromium> {
    const { voiceHz, width = 1440, height = 900, locale = "zh-CN", namespace } = options;
    const { chromium } = await import("playwright-core");
    const folder = mkdtempSync(join(tmpdir(), "tellerline-chromium-"));
    const voice = join(folder, "voice.wav");
    if (voiceHz !== undefined) {
      // A whole number of periods, so that the tone goes on without a click where the file begins again.
      writeFileSync(voice, writeWav({ rate: 8000, channels: [tone([voiceHz], 10_000, 0.4)] }));
    }
    const context = await chromium.launchPersistentContext(join(folder, "profile"), {
      executablePath: namespace === undefined ? executable : elsewhere(folder, namespace),
      ignoreHTTPSErrors: namespace !== undefined,
      headless: true,
      viewport: { width, height },
      locale,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        ...(voiceHz === undefined
          ? ["--deny-permission-prompts"]
          : [
              "--use-fake-ui-for-media-stream",
              "--use-fake-device-for-media-stream",
              `--use-file-for-fake-audio-capture=${voice}`,
            ]),
        "--autoplay-policy=no-user-gesture-required",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    });
    context.setDefaultTimeout(20_000);
    await context.addInitScript(plainMicrophone);
    return new Chromium(context, folder);
  }

  /** A new tab at `url`. */
  async open(url: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(url);
    return page;
  }

  async dispose(): Promise<void> {
    await this.context.close();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A program that starts the browser in a namespace: it is driven through a pipe, which leads there. */
function elsewhere(folder: string, namespace: string): string {
  const file = join(folder, "chromium.sh");
  writeFileSync(file, `#!/bin/sh\nexec ip netns exec ${namespace} ${executable} "$@"\n`, { mode: 0o700 });
  return file;
}

/** Runs in the page: a steady tone is what a noise suppressor takes away, so that the microphone goes without. */
function plainMicrophone(): void {
  const { mediaDevices } = (globalThis as unknown as { navigator: { mediaDevices?: Microphones } }).navigator;
  interface Microphones {
    getUserMedia(constraints: object): Promise<unknown>;
  }
  if (mediaDevices === undefined) return;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  mediaDevices.getUserMedia = () => ask({ audio });
}

/** A page, or a frame in one, that plays the other side. */
type Ear = Pick<Page, "evaluate">;

/** How loud `hz` is (dB, −100 … 0) in what the page hears from the other side; −100 while there is nothing. */
export function remoteToneLevel(page: Ear, hz: number): Promise<number> {
  return page.evaluate(measure, hz);
}

/** Resolves when the page hears `hz`, or no longer hears it. */
export async function pageHears(page: Ear, hz: number, yes = true): Promise<void> {
  let level = -100;
  let inARow = 0;
  await until(`${yes ? "" : "no "}tone of ${hz} Hz in the page`, async () => {
    level = await remoteToneLevel(page, hz);
    inARow = level > -45 === yes ? inARow + 1 : 0;
    return inARow >= 8 ? true : undefined;
  }).catch((error: Error) => {
    throw new Error(`${error.message}; its level is ${level.toFixed(0)} dB`);
  });
}

/** Runs in the page: keeps one analyser per stream on the window. */
function measure(frequency: number): number {
  const browser = globalThis as unknown as {
    document: { querySelector(selector: string): { srcObject: unknown } | null };
    AudioContext: new () => EarContext;
    tellerlineEar?: { stream: unknown; analyser: Analyser; context: EarContext };
  };
  interface Analyser {
    fftSize: number;
    frequencyBinCount: number;
    smoothingTimeConstant: number;
    getFloatFrequencyData(into: Float32Array): void;
  }
  interface EarContext {
    sampleRate: number;
    createAnalyser(): Analyser;
    createMediaStreamSource(stream: unknown): { connect(to: Analyser): void };
    close(): Promise<void>;
  }
  const stream = browser.document.querySelector("#remote-audio")?.srcObject;
  if (stream === undefined || stream === null) return -100;
  if (browser.tellerlineEar?.stream !== stream) {
    void browser.tellerlineEar?.context.close();
    const context = new browser.AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 4096;
    analyser.smoothingTimeConstant = 0.3;
    context.createMediaStreamSource(stream).connect(analyser);
    browser.tellerlineEar = { stream, analyser, context };
  }
  const { analyser, context } = browser.tellerlineEar;
  const bins = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(bins);
  const bin = Math.round((frequency * analyser.fftSize) / context.sampleRate);
  return Math.max(-100, bins[bin - 1] ?? -100, bins[bin] ?? -100, bins[bin + 1] ?? -100);
}
