// Hot keys of the softphone bar: one combination per action, physical keys (so that no input method gets in the way),
// written as "Alt+A". Actions that are never possible together may share one: hold and retrieve, mute and unmute.

import type { Operation } from "@tellerline/sdk";

export type HotKeyAction =
  | "ready"
  | "notReady"
  | "dial"
  | "answer"
  | "reject"
  | "hangUp"
  | "hold"
  | "holdPublicly"
  | "pickUp"
  | "mute"
  | "consult"
  | "alternate"
  | "completeTransfer"
  | "cancelConsult"
  | "threeWay"
  | "transfer"
  | "transferOnAnswer"
  | "suspend"
  | "addParty"
  | "dropParty"
  | "sendDigits"
  | "playFile"
  | "startRecording"
  | "endWrapUp"
  | "chatAccept"
  | "chatNext"
  | "chatTransfer"
  | "chatEnd";

/** None of these is a shortcut of Chrome, Edge or Firefox that a page cannot take over. */
export const defaultHotKeys: Record<HotKeyAction, string> = {
  ready: "Alt+1",
  notReady: "Alt+2",
  dial: "Alt+N",
  answer: "Alt+A",
  reject: "Alt+R",
  hangUp: "Alt+X",
  hold: "Alt+H",
  holdPublicly: "Alt+Y",
  pickUp: "Alt+P",
  mute: "Alt+M",
  consult: "Alt+C",
  alternate: "Alt+S",
  completeTransfer: "Alt+G",
  cancelConsult: "Alt+B",
  threeWay: "Alt+3",
  transfer: "Alt+T",
  transferOnAnswer: "Alt+V",
  suspend: "Alt+U",
  addParty: "Alt+4",
  dropParty: "Alt+5",
  sendDigits: "Alt+K",
  playFile: "Alt+Z",
  startRecording: "Alt+O",
  endWrapUp: "Alt+W",
  chatAccept: "Alt+I",
  chatNext: "Alt+J",
  chatTransfer: "Alt+L",
  chatEnd: "Alt+Q",
};

export const hotKeyActions = Object.keys(defaultHotKeys) as HotKeyAction[];

/** The action whose button carries the operation: pairs share a button. */
export function actionOf(operation: Operation): HotKeyAction {
  if (operation === "retrieve") return "hold";
  if (operation === "unmute") return "mute";
  if (operation === "stopFile") return "playFile";
  if (operation === "stopRecording") return "startRecording";
  return operation;
}

interface Pressed {
  code: string;
  altKey: boolean;
  ctrlKey: boolean;
  shiftKey: boolean;
  metaKey: boolean;
}

/** "Alt+A" of a key event; undefined for keys that are no hot key (a modifier alone, a letter without one). */
export function keysOf(event: Pressed): string | undefined {
  const key = keyName(event.code);
  if (key === undefined || event.metaKey) return undefined;
  const isFunctionKey = /^F\d/.test(key);
  if (!event.altKey && !event.ctrlKey && !isFunctionKey) return undefined;
  const modifiers = [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift"];
  return [...modifiers.filter((name) => name !== false), key].join("+");
}

function keyName(code: string): string | undefined {
  const letterOrDigit = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(code);
  if (letterOrDigit !== null) return letterOrDigit[1];
  return /^F\d{1,2}$/.test(code) ? code : undefined;
}

/** All combinations: the defaults with the person's own over them. */
export function effectiveHotKeys(own: Record<string, string>): Record<HotKeyAction, string> {
  const known = Object.entries(own).filter(([action]) => action in defaultHotKeys);
  return { ...defaultHotKeys, ...Object.fromEntries(known) };
}

/** Another action that has these keys already. */
export function conflictOf(
  all: Record<HotKeyAction, string>,
  action: HotKeyAction,
  keys: string,
): HotKeyAction | undefined {
  return hotKeyActions.find((other) => other !== action && all[other] === keys);
}
