// The sound of a chat that wants the agent: one short tone, quieter than a call's ring.

/** @param urgent a new chat; otherwise a new line. */
export function chime(urgent: boolean): void {
  const context = new AudioContext();
  const tones = urgent ? [784, 988] : [784];
  tones.forEach((hz, index) => {
    const start = context.currentTime + index * 0.14;
    const oscillator = new OscillatorNode(context, { frequency: hz, type: "sine" });
    const gain = new GainNode(context, { gain: 0 });
    oscillator.connect(gain).connect(context.destination);
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(urgent ? 0.12 : 0.06, start + 0.015);
    gain.gain.exponentialRampToValueAtTime(0.001, start + 0.3);
    oscillator.start(start);
    oscillator.stop(start + 0.32);
  });
  setTimeout(() => void context.close().catch(() => {}), 1000);
}
