// The outline of one channel's waveform as an SVG path.

/**
 * @param peaks one value 0–1 per bucket
 * @param top,height the band the channel is drawn in; the path is symmetrical about its middle
 */
export function peaksPath(peaks: readonly number[], width: number, top: number, height: number): string {
  if (peaks.length === 0) return "";
  const middle = top + height / 2;
  const step = width / peaks.length;
  // Loudness is heard on a curve: quiet speech must still be seen.
  const half = (peak: number) => Math.max(0.4, (Math.min(1, Math.max(0, peak)) ** 0.6 * height) / 2);
  const bars = peaks.map((peak, index) => {
    const x = (index + 0.5) * step;
    return `M${x.toFixed(1)} ${(middle - half(peak)).toFixed(1)}V${(middle + half(peak)).toFixed(1)}`;
  });
  return bars.join("");
}
