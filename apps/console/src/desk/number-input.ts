// What may be dialled.

/** A telephone number as dialled: digits, optionally with a leading plus; separators people type are dropped. */
export function cleanNumber(text: string): string {
  return text.replace(/[\s().-]/g, "");
}

export function isDiallable(text: string): boolean {
  return /^\+?[0-9*#]{1,20}$/.test(cleanNumber(text));
}
