// A port that cannot be had, in one line that names the setting.

const texts: Record<string, string> = {
  EADDRINUSE: "is in use by another program",
  EACCES: "needs a right that this user does not have (ports below 1024)",
  EADDRNOTAVAIL: "is on an address that this host does not have",
};

/** The same error in words for whoever starts the product; any other error as it is. */
export function explainListen(error: unknown, what: string, port: number, setting: string): unknown {
  const text = texts[(error as NodeJS.ErrnoException).code ?? ""];
  if (text === undefined) return error;
  const mend = (error as NodeJS.ErrnoException).code === "EADDRNOTAVAIL" ? "set host" : `set ${setting}`;
  return new Error(`${what} port ${port} ${text}; ${mend} to another one.`, { cause: error });
}
