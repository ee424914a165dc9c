// The one place where colours, sizes and spaces are written down. Ant Design's theme (look.tsx) and our own style sheet
// (look.css, through custom properties) are both made from it.
//
// State colours mean one thing everywhere and never stand alone: StateBadge adds a shape and a word.

export type Mode = "light" | "dark";

/** What a coloured mark can say. */
export type Tone = "ready" | "reserved" | "engaged" | "wrapUp" | "notReady" | "signedOut" | "alarm";

interface Palette {
  accent: string;
  ground: string;
  surface: string;
  raised: string;
  line: string;
  text: string;
  quiet: string;
  tones: Record<Tone, string>;
}

export const palettes: Record<Mode, Palette> = {
  light: {
    accent: "#0e6470",
    ground: "#f2f4f3",
    surface: "#ffffff",
    raised: "#f8faf9",
    line: "#d9dfdd",
    text: "#1c2526",
    quiet: "#5a6769",
    tones: {
      ready: "#1f7a4d",
      reserved: "#a15c00",
      engaged: "#1d5fbf",
      wrapUp: "#6e45b5",
      notReady: "#8a5a2b",
      signedOut: "#6b7577",
      alarm: "#c1272d",
    },
  },
  dark: {
    accent: "#4fb3bf",
    ground: "#101617",
    surface: "#182022",
    raised: "#1e282a",
    line: "#304043",
    text: "#e2e9e8",
    quiet: "#9aa9aa",
    tones: {
      ready: "#55c58a",
      reserved: "#f0a840",
      engaged: "#6ea8ff",
      wrapUp: "#b394f0",
      notReady: "#d2a06d",
      signedOut: "#8f9b9c",
      alarm: "#ff7a75",
    },
  },
};

export const metrics = { radius: 5, fontSize: 13, controlHeight: 30 };

export const fontFamily =
  '"Inter", "PingFang SC", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif';

/** The custom properties of look.css for one mode. */
export function customProperties(mode: Mode): Record<string, string> {
  const { tones, ...colours } = palettes[mode];
  const named = Object.entries({ ...colours, ...tones }).map(([name, value]) => [`--${kebab(name)}`, value]);
  return { ...Object.fromEntries(named), "--radius": `${metrics.radius}px` };
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
