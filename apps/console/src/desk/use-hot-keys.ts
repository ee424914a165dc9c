// Listens to the keyboard of the whole page for hot keys.

import { useEffect, useEffectEvent } from "react";
import { useSettings } from "../settings.ts";
import { effectiveHotKeys, type HotKeyAction, hotKeyActions, keysOf } from "./hot-keys.ts";

/** The combinations in force. */
export function useHotKeyTable(): Record<HotKeyAction, string> {
  return effectiveHotKeys(useSettings((settings) => settings.hotKeys));
}

/** Calls `act` for the action pressed; `act` says whether it was possible. */
export function useHotKeys(act: (action: HotKeyAction) => void): void {
  const table = useHotKeyTable();
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.repeat || document.querySelector(".hot-key-recording") !== null) return;
    const keys = keysOf(event);
    const action = hotKeyActions.find((candidate) => table[candidate] === keys);
    if (action === undefined) return;
    event.preventDefault();
    act(action);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    addEventListener("keydown", listener);
    return () => removeEventListener("keydown", listener);
  }, []);
}
