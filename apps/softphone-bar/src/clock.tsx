/** @jsxImportSource preact */
// A time that goes on: since an instant of the server, or until one.

interface ClockProps {
  since?: number;
  until?: number;
  /** By the server's clock. */
  now: number;
}

export function Clock({ since, until, now }: ClockProps) {
  const seconds = Math.max(0, Math.floor((until === undefined ? now - (since ?? now) : until - now) / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const parts = hours > 0 ? [hours, minutes, seconds % 60] : [minutes, seconds % 60];
  return <span class="figures">{parts.map((part) => String(part).padStart(2, "0")).join(":")}</span>;
}
