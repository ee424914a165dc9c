// WAV files of 16-bit PCM, as the drivers of real phones take and make them.

export interface Wav {
  rate: number;
  channels: Int16Array[];
}

/** The bytes of a WAV file; all channels have the same length. */
export function writeWav({ rate, channels }: Wav): Buffer {
  const frames = channels[0]?.length ?? 0;
  const data = Buffer.alloc(frames * channels.length * 2);
  for (let i = 0; i < frames; i++) {
    for (const [place, channel] of channels.entries()) {
      data.writeInt16LE(channel[i] ?? 0, 2 * (i * channels.length + place));
    }
  }
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + data.length, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels.length, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * channels.length * 2, 28);
  header.writeUInt16LE(channels.length * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

/** Reads a 16-bit PCM WAV file; one that a killed program left with a wrong length is read to its end. */
export function readWavFile(bytes: Buffer): Wav {
  let [rate, count] = [0, 0];
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = bytes.toString("latin1", at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    if (id === "fmt ") [count, rate] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 12)];
    if (id === "data") {
      const data = bytes.subarray(at + 8, size === 0 ? bytes.length : Math.min(bytes.length, at + 8 + size));
      return { rate, channels: split(data, count) };
    }
    at += 8 + size + (size & 1);
  }
  throw new Error("no data in the WAV file");
}

function split(data: Buffer, count: number): Int16Array[] {
  const frames = Math.floor(data.length / (2 * count));
  const channels = Array.from({ length: count }, () => new Int16Array(frames));
  for (let i = 0; i < frames; i++) {
    for (const [place, channel] of channels.entries()) channel[i] = data.readInt16LE(2 * (i * count + place));
  }
  return channels;
}
