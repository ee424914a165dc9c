// A customer's number as somebody without the right to see it does: 138****8000.

export function maskNumber(number: string): string {
  if (number.length < 7) return number;
  const shown = number.length >= 11 ? 3 : 2;
  return `${number.slice(0, shown)}${"*".repeat(Math.max(2, number.length - shown - 4))}${number.slice(-4)}`;
}
