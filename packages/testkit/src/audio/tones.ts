// Tones made and heard: audio is proved by what is heard at the other end, not by packets counted. Samples are 16 bits
// at 8 kHz.

const rate = 8000;

/** A sum of sines of `ms`; `level` 0…1 of full scale is shared among them. `from` continues the phase at that sample. */
export function tone(frequencies: number[], ms: number, level = 0.3, from = 0): Int16Array {
  const pcm = new Int16Array(Math.round((ms * rate) / 1000));
  const amplitude = (32_767 * level) / Math.max(1, frequencies.length);
  for (let i = 0; i < pcm.length; i++) {
    let sum = 0;
    for (const frequency of frequencies) sum += Math.sin((2 * Math.PI * frequency * (from + i)) / rate);
    pcm[i] = Math.round(amplitude * sum);
  }
  return pcm;
}

/** Amplitude (0…1 of full scale) of one frequency in samples (Goertzel). */
export function toneLevel(pcm: Int16Array, frequency: number): number {
  if (pcm.length === 0) return 0;
  const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / rate);
  let [before, last] = [0, 0];
  for (const sample of pcm) [before, last] = [last, sample / 32_768 + coefficient * last - before];
  const power = before * before + last * last - coefficient * before * last;
  return (2 * Math.sqrt(Math.max(0, power))) / pcm.length;
}

/**
 * Amplitude of one frequency, averaged over blocks of 100 ms without regard to phase: what is heard even where a jitter
 * buffer has skipped or inserted a frame.
 */
export function heardLevel(pcm: Int16Array, frequency: number): number {
  const block = rate / 10;
  const count = Math.floor(pcm.length / block);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += toneLevel(pcm.subarray(i * block, (i + 1) * block), frequency);
  return count === 0 ? 0 : sum / count;
}

/** Which of `candidates` are heard at `threshold` or louder. Candidates should be multiples of 10 Hz, 50 Hz apart. */
export function heardTones(pcm: Int16Array, candidates: number[], threshold = 0.03): number[] {
  return candidates.filter((frequency) => heardLevel(pcm, frequency) >= threshold);
}

/** Root mean square, 0…1 of full scale. */
export function loudness(pcm: Int16Array): number {
  let sum = 0;
  for (const sample of pcm) sum += (sample / 32_768) ** 2;
  return pcm.length === 0 ? 0 : Math.sqrt(sum / pcm.length);
}
