// G.711 (ITU-T): A-law and µ-law as tables. One byte is one sample of 125 µs.
//
// Decoding follows the formulas of the recommendation, scaled to 16 bits. Encoding is the inverse: the nearest decoded
// level, and where two are equally near, the higher one.

export type Codec = "PCMA" | "PCMU";

/** Samples of one packet of 20 ms. */
export const frameSamples = 160;

/** What silence is in each code: the smallest positive level. */
export const alawSilence = 0xd5;
export const ulawSilence = 0xff;

/** code → sample */
export const alawToPcm = new Int16Array(256);
export const ulawToPcm = new Int16Array(256);
/** sample & 0xffff → code */
export const pcmToAlaw = new Uint8Array(65_536);
export const pcmToUlaw = new Uint8Array(65_536);
/** code → code of the other law */
export const alawToUlaw = new Uint8Array(256);
export const ulawToAlaw = new Uint8Array(256);

for (let code = 0; code < 256; code++) {
  alawToPcm[code] = decodeAlaw(code);
  ulawToPcm[code] = decodeUlaw(code);
}
fillEncoder(alawToPcm, pcmToAlaw, alawSilence);
fillEncoder(ulawToPcm, pcmToUlaw, ulawSilence);
for (let code = 0; code < 256; code++) {
  alawToUlaw[code] = pcmToUlaw[(alawToPcm[code] as number) & 0xffff] as number;
  ulawToAlaw[code] = pcmToAlaw[(ulawToPcm[code] as number) & 0xffff] as number;
}

/** The decoding table of a codec. */
export function decoder(codec: Codec): Int16Array {
  return codec === "PCMA" ? alawToPcm : ulawToPcm;
}

/** The encoding table of a codec, indexed by `sample & 0xffff`. */
export function encoder(codec: Codec): Uint8Array {
  return codec === "PCMA" ? pcmToAlaw : pcmToUlaw;
}

/** The code of silence. */
export function silenceOf(codec: Codec): number {
  return codec === "PCMA" ? alawSilence : ulawSilence;
}

/** Changes the law of `bytes[start, end)` in place. */
export function transcode(bytes: Uint8Array, start: number, end: number, from: Codec, to: Codec): void {
  if (from === to) return;
  const table = from === "PCMA" ? alawToUlaw : ulawToAlaw;
  for (let i = start; i < end; i++) bytes[i] = table[bytes[i] as number] as number;
}

function decodeAlaw(code: number): number {
  const bits = code ^ 0x55;
  const exponent = (bits >> 4) & 7;
  const mantissa = bits & 15;
  const magnitude = exponent === 0 ? (2 * mantissa + 1) << 3 : (2 * mantissa + 33) << (exponent + 2);
  return bits & 0x80 ? magnitude : -magnitude;
}

function decodeUlaw(code: number): number {
  const bits = ~code & 0xff;
  const magnitude = ((((bits & 15) << 3) + 0x84) << ((bits >> 4) & 7)) - 0x84;
  return bits & 0x80 ? -magnitude : magnitude;
}

function fillEncoder(decode: Int16Array, encode: Uint8Array, zero: number): void {
  const levels = Array.from({ length: 256 }, (_, code) => code)
    .filter((code) => decode[code] !== 0 || code === zero)
    .sort((a, b) => (decode[a] as number) - (decode[b] as number));
  let place = 0;
  for (let sample = -32_768; sample <= 32_767; sample++) {
    while (place + 1 < levels.length && nearer(decode, levels, place, sample)) place++;
    encode[sample & 0xffff] = levels[place] as number;
  }
}

function nearer(decode: Int16Array, levels: number[], place: number, sample: number): boolean {
  const here = decode[levels[place] as number] as number;
  const next = decode[levels[place + 1] as number] as number;
  return next - sample <= sample - here;
}
