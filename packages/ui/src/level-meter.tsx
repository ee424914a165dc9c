// How loud a sound is now, as a bar: for microphones and for what comes back.

import { useEffect, useRef } from "react";

export interface LevelMeterProps {
  stream: MediaStream | undefined;
  label: string;
}

/** Loudness for the eye: 0…1 from the root mean square, −50 dB being nothing. */
export function meterLevel(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  return rms === 0 ? 0 : Math.min(1, Math.max(0, 1 + (20 * Math.log10(rms)) / 50));
}

export function LevelMeter({ stream, label }: LevelMeterProps) {
  const bar = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (stream === undefined || stream.getAudioTracks().length === 0) return;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      if (bar.current !== null) bar.current.style.transform = `scaleX(${meterLevel(samples).toFixed(2)})`;
    }, 80);
    return () => {
      clearInterval(timer);
      context.close().catch(() => {});
    };
  }, [stream]);
  return (
    <span className="level-meter" role="img" aria-label={label} title={label}>
      <span ref={bar} />
    </span>
  );
}
