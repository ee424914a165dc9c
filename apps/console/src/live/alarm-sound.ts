// Three tones when something turns red that was not: of the live page and of wallboards.

import { useEffect, useRef, useState } from "react";
import { soundAlarm } from "../chat/chime.ts";

export interface AlarmSound {
  isOn: boolean;
  toggle(): void;
  play(): void;
}

/** Off until it is clicked on: before a click browsers do not let a page sound. */
export function useAlarmSound(): AlarmSound {
  const context = useRef<AudioContext>(undefined);
  const [isOn, setIsOn] = useState(false);
  useEffect(() => () => void context.current?.close().catch(() => {}), []);
  return {
    isOn,
    toggle: () => {
      if (!isOn) {
        context.current ??= new AudioContext();
        soundAlarm(context.current);
      }
      setIsOn(!isOn);
    },
    play: () => {
      if (isOn && context.current !== undefined) soundAlarm(context.current);
    },
  };
}

/** @param red what is red now, each under its own name; told once however many turned red. */
export function useNewlyRed(red: readonly string[], tell: (() => void) | undefined): void {
  const before = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (red.some((name) => !before.current.has(name))) tell?.();
    before.current = new Set(red);
  });
}
