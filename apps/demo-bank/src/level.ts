// The level of the microphone, shown as the width of a bar.

/** Follows `stream` until the returned function is called. */
export function followLevel(stream: MediaStream, bar: HTMLElement): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    const level = rms === 0 ? 0 : Math.min(1, Math.max(0, 1 + (20 * Math.log10(rms)) / 50));
    bar.style.transform = `scaleX(${level.toFixed(2)})`;
  }, 80);
  return () => {
    clearInterval(timer);
    context.close().catch(() => {});
  };
}
