// What lies in the media process's folder, and how it is told what to do.

/** File names in the folder, which is private (0700). */
export const mediaFiles = {
  socket: "media.sock",
  token: "media.token",
  pid: "media.pid",
  log: "media.log",
} as const;

/** The process's first argument, as JSON; nothing in it is secret. */
export interface MediaProcessConfig {
  folder: string;
  workers: number;
  portMin: number;
  portMax: number;
  address: string;
  controllerTimeoutMs: number;
  legSilentMs: number;
}
