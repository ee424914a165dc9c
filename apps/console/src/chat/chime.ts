// Sounds that want somebody's attention: of a chat, quieter than a call's ring; of a figure over its limit, louder than both.

/** @param urgent a new chat; otherwise a new line. */
export function chime(urgent: boolean): void {
  const context = new AudioContext();
  playTones(context, urgent ? [784, 988] : [784], urgent ? 0.12 : 0.06);
  setTimeout(() => void context.close().catch(() => {}), 1000);
}

/** Three falling tones. @param context one that a click has allowed to sound. */
export function soundAlarm(context: AudioContext): void {
  playTones(context, [988, 784, 622], 0.3);
}

/** One after the other, in Hz; loudness 0–1. */
function playTones(context: AudioContext, tones: readonly number[], loudness: number): void {
  tones.forEach((hz, index) => {
    const start = context.currentTime + index * 0.14;
    const oscillator = new OscillatorNode(context, { frequency: hz, type: "sine" });
    const gain = new GainNode(context, { gain: 0 });
    oscillator.connect(gain).connect(context.destination);
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(loudness, start + 0.015);
    gain.gain.exponentialRampToValueAtTime(0.001, start + 0.3);
    oscillator.start(start);
    oscillator.stop(start + 0.32);
  });
}
