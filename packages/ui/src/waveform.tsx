// Plays a stereo recording on its waveform: left channel above, right below, a click or the arrow keys go anywhere.
//
//   keys: space play/pause   ← → 5 s   Home/End

import { PauseCircleFilled, PlayCircleFilled } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import { type KeyboardEvent, type MouseEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import { formatDuration } from "./format-duration.ts";
import { peaksPath } from "./peaks-path.ts";

export interface WaveformProps {
  durationMs: number;
  left: readonly number[];
  right: readonly number[];
  /** Where the sound is; undefined until it was wanted and is here. */
  source: string | undefined;
  /** Asks for the sound: the first play. (Listening is audited, so that it is not fetched before.) */
  onWanted(): void;
  /** Times of `fromMs`–`toMs` that were not recorded. */
  pauses: readonly { fromMs: number; toMs: number }[];
  words: {
    play: string;
    pause: string;
    left: string;
    right: string;
    position: string;
    speed: string;
    paused: string;
    broken: string;
  };
}

const width = 1000;
const bandHeight = 48;
const height = bandHeight * 2 + 8;
const speeds = [0.75, 1, 1.5, 2];

export function Waveform({ durationMs, left, right, source, onWanted, pauses, words }: WaveformProps) {
  const audio = useRef<HTMLAudioElement>(null);
  const [position, setPosition] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(1);
  const [broken, setBroken] = useState(false);
  const [wanted, setWanted] = useState(false);

  useEffect(() => {
    if (audio.current !== null) audio.current.playbackRate = speed;
  }, [speed]);

  const begin = useEffectEvent(() => {
    const element = audio.current;
    if (element === null) return;
    element.currentTime = position / 1000;
    element.play().catch(() => setBroken(true));
  });
  useEffect(() => {
    if (wanted && source !== undefined) begin();
  }, [wanted, source]);

  const toggle = () => {
    const element = audio.current;
    if (source === undefined) {
      setWanted(true);
      onWanted();
    }
    if (element === null || source === undefined) return;
    if (element.paused) element.play().catch(() => setBroken(true));
    else element.pause();
  };
  const seek = (ms: number) => {
    const to = Math.min(durationMs, Math.max(0, ms));
    if (audio.current !== null) audio.current.currentTime = to / 1000;
    setPosition(to);
  };
  const onKey = (event: KeyboardEvent) => {
    const to = keyTarget(event.key, position, durationMs);
    if (to === undefined) return;
    event.preventDefault();
    if (to === "toggle") toggle();
    else seek(to);
  };
  const onClick = (event: MouseEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    seek(((event.clientX - box.left) / box.width) * durationMs);
  };
  const x = durationMs === 0 ? 0 : (position / durationMs) * width;
  return (
    <div className="waveform">
      {/* biome-ignore lint/a11y/useMediaCaption: a telephone call has no captions */}
      <audio
        ref={audio}
        src={source}
        preload="auto"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onError={() => setBroken(source !== undefined)}
        onTimeUpdate={(event) => setPosition(event.currentTarget.currentTime * 1000)}
      />
      <div className="waveform-bands">
        <span>{words.left}</span>
        <span>{words.right}</span>
      </div>
      <div
        className="waveform-picture"
        role="slider"
        tabIndex={0}
        aria-label={words.position}
        aria-valuemin={0}
        aria-valuemax={Math.round(durationMs / 1000)}
        aria-valuenow={Math.round(position / 1000)}
        aria-valuetext={formatDuration(position)}
        onKeyDown={onKey}
      >
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" onClick={onClick} aria-hidden="true">
          <path className="waveform-left" d={peaksPath(left, width, 2, bandHeight)} />
          <path className="waveform-right" d={peaksPath(right, width, bandHeight + 6, bandHeight)} />
          {pauses.map(({ fromMs, toMs }) => (
            <rect
              key={fromMs}
              className="waveform-pause"
              x={(fromMs / durationMs) * width}
              width={((toMs - fromMs) / durationMs) * width}
              y={0}
              height={height}
            >
              <title>{words.paused}</title>
            </rect>
          ))}
          <rect className="waveform-played" x={0} y={0} width={x} height={height} />
          <line className="waveform-head" x1={x} x2={x} y1={0} y2={height} />
        </svg>
      </div>
      <div className="waveform-controls">
        <Button
          type="primary"
          icon={playing ? <PauseCircleFilled /> : <PlayCircleFilled />}
          onClick={toggle}
          loading={wanted && source === undefined && !broken}
        >
          {playing ? words.pause : words.play}
        </Button>
        <span className="figures">
          {formatDuration(position)} / {formatDuration(durationMs)}
        </span>
        <Segmented
          size="small"
          aria-label={words.speed}
          value={speed}
          onChange={setSpeed}
          options={speeds.map((value) => ({ value, label: `${value}×` }))}
        />
        {broken && <span className="tone-alarm">{words.broken}</span>}
      </div>
    </div>
  );
}

/** Where a key leads, in ms; undefined for keys that are not ours. */
function keyTarget(key: string, position: number, durationMs: number): number | "toggle" | undefined {
  switch (key) {
    case " ":
      return "toggle";
    case "ArrowLeft":
      return position - 5000;
    case "ArrowRight":
      return position + 5000;
    case "Home":
      return 0;
    case "End":
      return durationMs;
    default:
      return undefined;
  }
}
