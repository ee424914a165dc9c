// The ring of the browser phone: two soft tones, made by the page itself, and the page's title flashing where it is ours.

export interface Ringing {
  stop(): void;
}

/** Rings until stopped, `volume` 0 … 1; `title` alternates with the page's own; without one the page's title is left alone. */
export function ring(title?: string, volume = 1): Ringing {
  const context = new AudioContext();
  const burst = () => {
    const start = context.currentTime;
    for (const [offset, hz] of [
      [0, 660],
      [0.22, 880],
    ] as const) {
      const oscillator = new OscillatorNode(context, { frequency: hz, type: "sine" });
      const gain = new GainNode(context, { gain: 0 });
      oscillator.connect(gain).connect(context.destination);
      gain.gain.setValueAtTime(0, start + offset);
      gain.gain.linearRampToValueAtTime(0.14 * volume + 0.001, start + offset + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.001, start + offset + 0.5);
      oscillator.start(start + offset);
      oscillator.stop(start + offset + 0.55);
    }
  };
  const own = document.title;
  let flash = false;
  burst();
  const tones = setInterval(burst, 2000);
  const flashing =
    title === undefined
      ? undefined
      : setInterval(() => {
          flash = !flash;
          document.title = flash ? title : own;
        }, 700);
  return {
    stop: () => {
      clearInterval(tones);
      clearInterval(flashing);
      if (title !== undefined) document.title = own;
      context.close().catch(() => {});
    },
  };
}
