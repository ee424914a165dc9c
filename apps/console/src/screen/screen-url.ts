// Where the sockets of a watched screen are.

/** @param path below /api/v1. */
export function screenUrl(path: string): string {
  const { protocol, host } = location;
  return `${protocol.replace("http", "ws")}//${host}/api/v1/${path}`;
}
