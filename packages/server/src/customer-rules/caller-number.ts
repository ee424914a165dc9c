// Numbers as the house writes them.

/**
 * One writing for one number, whichever way a carrier hands it over: mobile numbers bare (138…), fixed lines with the 0
 * of their area code, foreign numbers with their plus.
 */
export function houseNumber(number: string): string {
  const national = /^(?:\+86|0086)(\d*)$/.exec(number)?.[1];
  if (national !== undefined) return /^1[3-9]/.test(national) || national.startsWith("0") ? national : `0${national}`;
  if (/^01[3-9]\d{9}$/.test(number)) return number.slice(1);
  return number.startsWith("00") ? `+${number.slice(2)}` : number;
}
