// Prompt files, read once per worker and shared by all its calls; read again when the file changed.

import { readFile, stat } from "node:fs/promises";
import { Clip, silenceClip, toneClip } from "../audio/player.ts";
import { readWav } from "../audio/wav.ts";
import { done, failed, type Outcome, type PlayItem } from "../protocol.ts";

/** 30 minutes of PCM16 are 29 MB. */
const fileMaxBytes = 32 * 1024 * 1024;
const cacheMaxBytes = 128 * 1024 * 1024;
const itemsMax = 200;
const spanMaxMs = 10 * 60_000;

export class PromptLibrary {
  readonly #clips = new Map<string, { clip: Clip; modifiedMs: number }>();
  #bytes = 0;

  /** The clips of a list of items. Errors: fileUnreadable, badRequest. */
  async load(items: PlayItem[]): Promise<Outcome<Clip[]>> {
    if (!Array.isArray(items) || items.length > itemsMax) return failed("badRequest", `at most ${itemsMax} items`);
    const clips: Clip[] = [];
    for (const item of items) {
      const clip = await this.#clip(item);
      if (!clip.ok) return clip;
      clips.push(clip.value);
    }
    return done(clips);
  }

  async #clip(item: PlayItem): Promise<Outcome<Clip>> {
    if ("file" in item) return this.#file(item.file);
    if ("tone" in item) {
      const { frequencies, ms, level } = item.tone;
      if (!(ms >= 0 && ms <= spanMaxMs)) return failed("badRequest", "a tone lasts 0 to 600,000 ms");
      return done(toneClip(frequencies.slice(0, 8), ms, level));
    }
    if (!(item.silenceMs >= 0 && item.silenceMs <= spanMaxMs)) return failed("badRequest", "silence: 0 to 600,000 ms");
    return done(silenceClip(item.silenceMs));
  }

  async #file(path: string): Promise<Outcome<Clip>> {
    try {
      const { mtimeMs, size } = await stat(path);
      const cached = this.#clips.get(path);
      if (cached?.modifiedMs === mtimeMs) {
        // Most recently used last.
        this.#clips.delete(path);
        this.#clips.set(path, cached);
        return done(cached.clip);
      }
      if (size > fileMaxBytes) return failed("fileUnreadable", `${path} is larger than ${fileMaxBytes} bytes`);
      const pcm = readWav(await readFile(path));
      if (!pcm.ok) return failed("fileUnreadable", `${path}: ${pcm.error.message}`);
      const clip = new Clip(pcm.value);
      this.#keep(path, clip, mtimeMs);
      return done(clip);
    } catch (error) {
      return failed("fileUnreadable", `${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
    }
  }

  #keep(path: string, clip: Clip, modifiedMs: number): void {
    this.#drop(path);
    this.#clips.set(path, { clip, modifiedMs });
    this.#bytes += bytesOf(clip);
    for (const oldest of this.#clips.keys()) {
      if (this.#bytes <= cacheMaxBytes || oldest === path) break;
      this.#drop(oldest);
    }
  }

  #drop(path: string): void {
    const old = this.#clips.get(path);
    if (old === undefined) return;
    this.#bytes -= bytesOf(old.clip);
    this.#clips.delete(path);
  }
}

/** Samples and both encodings. */
function bytesOf(clip: Clip): number {
  return 4 * clip.pcm.length;
}
