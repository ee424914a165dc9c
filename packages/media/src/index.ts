// The door of media: SDP answers, RTP, G.711, DTMF, mixer, prompts, recorder; the media process under io/.

export { type MediaClient, type MediaOptions, MediaStartError, startMedia } from "./io/media-client.ts";
export { readRecordingFile } from "./io/recording-file.ts";
export type {
  Command,
  CommandOf,
  Commands,
  CommandType,
  Digit,
  DigitMode,
  Direction,
  HelloResult,
  IceServer,
  LegKind,
  LegStats,
  MediaError,
  MediaErrorCode,
  MediaEvent,
  MediaStats,
  Outcome,
  PlayItem,
  ResultOf,
  SourceId,
} from "./protocol.ts";
export {
  type Recording,
  type RecordingProblem,
  type RecordingResult,
  readRecording,
  recordingChannel,
  recordingPeaks,
  recordingToWav,
} from "./recorder/recording-reader.ts";
