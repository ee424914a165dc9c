// One clock for all ticking figures of a page: a single timer, and the server's time rather than this computer's.

import { useSyncExternalStore } from "react";

let offsetMs = 0;
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick(): void {
  now = Date.now() + offsetMs;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 500);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Tells what time it is at the server (milliseconds since the epoch). Small differences are the network's and left alone. */
export function setServerTime(serverNow: number): void {
  const difference = serverNow - Date.now();
  if (Math.abs(difference - offsetMs) > 1500) offsetMs = difference;
  now = Date.now() + offsetMs;
}

/** The server's time, renewed twice a second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** A moment of this computer's clock in the server's time. */
export function asServerTime(local: number): number {
  return local + offsetMs;
}

export function serverNow(): number {
  return Date.now() + offsetMs;
}
