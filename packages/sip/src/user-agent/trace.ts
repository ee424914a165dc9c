// Messages for the SIP ladder, with what is secret blotted out (SPEC.md, UA-14): bodies of INFO may be digits of a card, and
// answers to digest challenges can be guessed at offline.

const blot = 0x2a;

/** The message as it may be shown: same length, secrets as asterisks. The input is not changed. */
export function redact(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  const text = Buffer.from(copy.buffer, copy.byteOffset, copy.length).toString("latin1");
  const end = headEnd(text);
  const head = text.slice(0, end);
  const secretBody = /^INFO /i.test(head) || /\r?\ncseq\s*:[^\r\n]*\bINFO\b/i.test(head);
  if (secretBody) copy.fill(blot, end);
  const secret = /\r?\n(?:proxy-)?authorization\s*:((?:[^\r\n]|\r?\n[ \t])*)/gi;
  for (let match = secret.exec(head); match !== null; match = secret.exec(head)) {
    const length = (match[1] as string).length;
    copy.fill(blot, secret.lastIndex - length, secret.lastIndex);
  }
  return copy;
}

function headEnd(text: string): number {
  const crlf = text.indexOf("\r\n\r\n");
  const lf = text.indexOf("\n\n");
  if (crlf >= 0 && (lf < 0 || crlf < lf)) return crlf + 4;
  return lf >= 0 ? lf + 2 : text.length;
}
