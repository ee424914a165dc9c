// What a person sets for this browser: language, light or dark, hot keys, bar. Kept in localStorage.

import type { Language } from "@tellerline/sdk";
import type { Mode } from "@tellerline/ui";
import { create } from "zustand";
import { persist } from "zustand/middleware";

interface Settings {
  language: Language;
  mode: Mode;
  /** Hot keys that differ from the defaults, by action. */
  hotKeys: Record<string, string>;
  /** The actions whose buttons stand in the softphone bar; undefined: the usual ones. */
  bar: string[] | undefined;
  /** Of the browser phone, 0 … 1: the other side's voice, the ring. */
  volume: { ear: number; ring: number };
  setBar(actions: string[] | undefined): void;
  setLanguage(language: Language): void;
  setMode(mode: Mode): void;
  setVolume(of: "ear" | "ring", to: number): void;
  setHotKey(action: string, keys: string): void;
  restoreHotKeys(): void;
}

const prefersDark = matchMedia("(prefers-color-scheme: dark)").matches;

export const useSettings = create<Settings>()(
  persist(
    (set) => ({
      language: navigator.language.startsWith("zh") || navigator.language === "" ? "zh-CN" : "en-US",
      mode: prefersDark ? "dark" : "light",
      hotKeys: {},
      bar: undefined,
      volume: { ear: 1, ring: 1 },
      setBar: (bar) => set({ bar }),
      setLanguage: (language) => set({ language }),
      setVolume: (of, to) => set((state) => ({ volume: { ...state.volume, [of]: to } })),
      setMode: (mode) => set({ mode }),
      setHotKey: (action, keys) => set((state) => ({ hotKeys: { ...state.hotKeys, [action]: keys } })),
      restoreHotKeys: () => set({ hotKeys: {} }),
    }),
    { name: "tellerline-settings" },
  ),
);
