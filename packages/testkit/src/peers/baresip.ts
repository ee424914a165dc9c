// baresip as a customer's or an agent's telephone: sends a tone, records what it hears, presses keys.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { heardLevel, tone } from "../audio/tones.ts";
import { readWavFile, writeWav } from "../audio/wav-file.ts";
import { until } from "./peer.ts";

export interface BaresipOptions {
  /** Local address its SIP and RTP come from. */
  address: string;
  /** Frequency of the tone it sends as its voice, in Hz. */
  voiceHz: number;
  user: string;
  /** With a password it registers at `registrar` (host:port). */
  registrar?: string;
  password?: string;
  answers: "automatically" | "by hand";
  /** How it reaches its registrar; default UDP. */
  transport?: "udp" | "tls";
  /** The network namespace it runs in; `address` must then be reachable from here. */
  namespace?: string;
  /** A fixed port for its SIP, for a peer that is called there. */
  sipPort?: number;
}

export class Baresip {
  readonly #folder: string;
  readonly #process: ChildProcess;
  readonly #controlAt: { host: string; port: number };
  #control: Socket | undefined;
  #output = "";
  #answers = "";

  private constructor(folder: string, controlAt: { host: string; port: number }, namespace: string | undefined) {
    this.#folder = folder;
    this.#controlAt = controlAt;
    const args = ["-4", "-v", "-f", folder];
    const elsewhere = ["netns", "exec", namespace ?? "", "baresip", ...args];
    const [program, given] = namespace === undefined ? ["baresip", args] : ["ip", elsewhere];
    this.#process = spawn(program, given, { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.on("data", (text: Buffer) => (this.#output += text.toString()));
  }

  /** Starts it; with a registrar it is registered when this resolves. */
  static async start(options: BaresipOptions): Promise<Baresip> {
    const folder = mkdtempSync(join(tmpdir(), "tellerline-baresip-"));
    const { address, namespace } = options;
    const host = namespace === undefined ? "127.0.0.1" : address;
    const sip = options.sipPort ?? (await freePort(namespace === undefined ? address : undefined));
    const control = { host, port: await freePort(namespace === undefined ? host : undefined) };
    writeFileSync(
      join(folder, "voice.wav"),
      writeWav({ rate: 8000, channels: [tone([options.voiceHz], 60_000, 0.3)] }),
    );
    writeFileSync(join(folder, "config"), configuration(folder, address, sip, control));
    writeFileSync(join(folder, "accounts"), account(options, sip));
    writeFileSync(join(folder, "contacts"), "");
    const phone = new Baresip(folder, control, namespace);
    await until("baresip to be ready", () => (phone.#output.includes("baresip is ready") ? true : undefined));
    if (options.password !== undefined) {
      await until("baresip to be registered", () =>
        /200 OK \(.*\) \[\d+ binding/.test(phone.#output) ? true : undefined,
      );
    }
    return phone;
  }

  /** Everything it printed: for diagnosis. */
  get output(): string {
    return this.#output;
  }

  async dial(uri: string): Promise<void> {
    await this.#command("dial", uri);
  }

  /** Resolves when a call is up. */
  async established(): Promise<void> {
    await until("the call to be up", () =>
      /Call established|audio: started|audio: start$/m.test(this.#output) ? true : undefined,
    );
  }

  async ringing(): Promise<void> {
    await this.#prints("the phone to ring", /Incoming call from/);
  }

  async ended(): Promise<void> {
    await this.#prints("the call to end", /terminated|session closed/);
  }

  async accept(): Promise<void> {
    await this.#command("accept");
  }

  async hangUp(): Promise<void> {
    await this.#command("hangup");
  }

  async hold(): Promise<void> {
    await this.#command("hold");
  }

  async resume(): Promise<void> {
    await this.#command("resume");
  }

  /** Presses keys, each as RFC 4733. */
  async press(keys: string): Promise<void> {
    for (const key of keys) {
      await this.#command("sndcode", key);
      await new Promise((resolve) => setTimeout(resolve, 220));
    }
  }

  /** The sound it heard in the last `ms`, as far as it is written: 8 kHz mono. */
  heard(ms: number): Int16Array {
    const files = readdirSync(this.#folder).filter((name) => name.endsWith("-dec.wav"));
    const newest = files.sort().at(-1);
    if (newest === undefined) return new Int16Array();
    const bytes = readFileSync(join(this.#folder, newest));
    // The file is still being written: its header does not know its length yet.
    const pcm = pcmOf(bytes);
    return pcm.subarray(Math.max(0, pcm.length - ms * 8));
  }

  /** Resolves when `hz` has been heard for about a second, or not been heard for that long. */
  async hears(hz: number, yes = true): Promise<void> {
    let level = 0;
    const what = `${yes ? "" : "no "}tone of ${hz} Hz`;
    await until(what, () => {
      const sound = this.heard(600);
      if (sound.length < 4000) return undefined;
      level = heardLevel(sound, hz);
      return level > 0.05 === yes ? true : undefined;
    }).catch((error: Error) => {
      throw new Error(`${error.message}; its level is ${level.toFixed(3)}`);
    });
  }

  async dispose(): Promise<void> {
    this.#control?.destroy();
    const gone = new Promise<void>((resolve) => this.#process.once("exit", () => resolve()));
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      this.#process.kill("SIGKILL");
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Waits for `pattern` in what it prints, and shows the end of that when it does not come. */
  async #prints(what: string, pattern: RegExp, ms?: number): Promise<void> {
    await until(what, () => (pattern.test(this.#output) ? true : undefined), ms).catch((error: Error) => {
      throw new Error(
        `${error.message}; baresip said: …${this.#output.replaceAll(/\[[^\]]*\] audio=\S+ \(bit\/s\)\s*/g, "").slice(-600)}`,
      );
    });
  }

  /** Sends a command and waits until baresip says that it took it. */
  async #command(command: string, params = ""): Promise<void> {
    this.#control ??= await connect(this.#controlAt, (text) => (this.#answers += text));
    const before = this.#answers.length;
    const message = JSON.stringify({ command, params });
    this.#control.write(`${Buffer.byteLength(message)}:${message},`);
    await until(
      `baresip to take "${command}"`,
      () => (this.#answers.slice(before).includes('"response":true') ? true : undefined),
      5000,
    );
  }
}

function configuration(folder: string, address: string, sip: number, control: { host: string; port: number }): string {
  return [
    `sip_listen ${address}:${sip}`,
    `audio_source aufile,${folder}/voice.wav`,
    "audio_player aubridge,ear",
    "audio_alert aubridge,bell",
    "module_path /usr/lib/baresip/modules",
    ...["g711", "aufile", "aubridge", "sndfile"].map((module) => `module ${module}.so`),
    `snd_path ${folder}`,
    ...["account", "menu", "ctrl_tcp"].map((module) => `module_app ${module}.so`),
    `ctrl_tcp_listen ${control.host}:${control.port}`,
    "rtp_ports 30000-32700",
    "",
  ].join("\n");
}

function account(options: BaresipOptions, sip: number): string {
  const { user, address, registrar, password, answers, transport = "udp" } = options;
  const mode = answers === "automatically" ? ";answermode=auto" : ";answermode=manual";
  return password === undefined
    ? `<sip:${user}@${address}:${sip}>;regint=0;audio_codecs=pcma${mode}\n`
    : `<sip:${user}@${registrar}${transport === "udp" ? "" : `;transport=${transport}`}>;auth_user=${user};auth_pass=${password};regint=120;audio_codecs=pcma${mode}\n`;
}

function pcmOf(bytes: Buffer): Int16Array {
  try {
    const whole = readWavFile(bytes).channels[0];
    if (whole !== undefined && whole.length > 0) return whole;
  } catch {
    // Not finished: read on behind the header.
  }
  const body = bytes.subarray(44, 44 + ((bytes.length - 44) & ~1));
  return new Int16Array(body.buffer.slice(body.byteOffset, body.byteOffset + body.length));
}

function connect(at: { host: string; port: number }, onText: (text: string) => void): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(at, () => resolve(socket));
    socket.once("error", reject);
    socket.on("data", (bytes) => onText(bytes.toString()));
  });
}

let nextPort = 7000 + (process.pid % 300) * 10;

/** A port that nobody has on `address`; without one the next of our own, for a namespace that only we use. */
function freePort(address: string | undefined): Promise<number> {
  return new Promise((resolve) => {
    const attempt = () => {
      // baresip takes the port after its SIP port for TLS.
      nextPort = nextPort >= 10_900 ? 7000 : nextPort + 2;
      const port = nextPort;
      const probe = createServer();
      probe.once("error", attempt);
      probe.listen(port, address, () => probe.close(() => resolve(port)));
    };
    attempt();
  });
}
