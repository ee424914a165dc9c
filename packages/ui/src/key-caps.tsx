// A hot key as it is written on the keyboard.

export function KeyCaps({ keys }: { keys: string }) {
  return <kbd className="key-caps">{keys}</kbd>;
}
