// The door of ui: shared React parts and the look.
export { asServerTime, serverNow, setServerTime, useNow } from "./clock.ts";
export { Duration, type DurationProps } from "./duration.tsx";
export { formatDuration } from "./format-duration.ts";
export { KeyCaps } from "./key-caps.tsx";
export { LevelMeter, type LevelMeterProps } from "./level-meter.tsx";
export { Look, type LookProps } from "./look.tsx";
export { PageState, type PageStateProps } from "./page-state.tsx";
export { StateBadge, type StateBadgeProps, StateMark } from "./state-badge.tsx";
export type { Mode, Tone } from "./tokens.ts";
export { Waveform, type WaveformProps } from "./waveform.tsx";
