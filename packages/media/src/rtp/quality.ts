// How good it sounded: the E-model (ITU-T G.107) reduced to what is measured, for G.711 without loss concealment.

/** Packet-loss robustness Bpl of G.711 without concealment (ITU-T G.113, Appendix I). */
const lossRobustness = 4.3;

/** Mean opinion score, 1.0 … 4.4, from loss (0…1) and one-way delay. */
export function estimateMos(loss: number, delayMs: number): number {
  const percent = 100 * Math.min(1, Math.max(0, loss));
  const equipment = (95 * percent) / (percent + lossRobustness);
  const delay = 0.024 * delayMs + (delayMs > 177.3 ? 0.11 * (delayMs - 177.3) : 0);
  const r = 93.2 - equipment - delay;
  if (r <= 0) return 1;
  const mos = 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6;
  return Math.round(10 * Math.min(4.5, Math.max(1, mos))) / 10;
}
