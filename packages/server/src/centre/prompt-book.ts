// From the names of prompts to what the media process plays: files in packages/server/prompts/<language>/<id>.wav.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PlayItem } from "@tellerline/media";

const folder = new URL("../../prompts/", import.meta.url).pathname;

type Titles = Record<"zh-CN" | "en-US", string>;

export class PromptBook {
  /** What agents may play into a talk, with its titles, by prompt. */
  readonly playable: ReadonlyMap<string, Titles>;
  readonly #known = new Map<string, string>();

  constructor() {
    const titles = JSON.parse(readFileSync(join(folder, "playable.json"), "utf8")) as Record<string, Titles>;
    this.playable = new Map(Object.entries(titles));
    for (const language of readdirSync(folder, { withFileTypes: true })) {
      if (!language.isDirectory()) continue;
      for (const file of readdirSync(join(folder, language.name))) {
        if (file.endsWith(".wav"))
          this.#known.set(`${language.name}/${file.slice(0, -4)}`, join(folder, language.name, file));
      }
    }
  }

  /** One prompt in a language; a missing one is silence of half a second, and the checker has said so before. */
  item(language: string, promptId: string): PlayItem {
    const file = this.#known.get(`${language}/${promptId}`);
    return file === undefined ? { silenceMs: 500 } : { file };
  }

  music(): PlayItem[] {
    const file = join(folder, "music.wav");
    return existsSync(file)
      ? [{ file }]
      : [{ tone: { frequencies: [440, 554.37], ms: 2000, level: 0.05 } }, { silenceMs: 2000 }];
  }

  /** What a calling agent hears until the other side answers (China: 450 Hz, 1 s on, 4 s off; GB/T 3380). */
  ringback(): PlayItem[] {
    return [{ tone: { frequencies: [450], ms: 1000, level: 0.1 } }, { silenceMs: 4000 }];
  }
}
