import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ChatFiles, cleanFileName, maxFileBytes } from "./chat-files.ts";

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);

describe("files of chats", () => {
  it("CH-9 are looked at and not believed: what is not what it says, programs and what is too large are refused", () => {
    const refused = (mediaType: string, bytes: Buffer) => expect(() => ChatFiles.check(mediaType, bytes)).toThrow();
    expect(() => ChatFiles.check("image/png", png)).not.toThrow();
    expect(() => ChatFiles.check("text/plain", Buffer.from("a < b"))).not.toThrow();
    refused("image/png", Buffer.from("<svg onload=alert(1)>"));
    refused("image/svg+xml", Buffer.from("<svg/>"));
    refused("text/html", Buffer.from("<p>"));
    refused("text/plain", Buffer.from("\uFEFF <!DOCTYPE html><script>"));
    refused("image/png", Buffer.alloc(0));
    refused("image/png", Buffer.concat([png, Buffer.alloc(maxFileBytes)]));
  });

  it("CH-9 lie encrypted, bound to tenant and name, and come back as they were", async () => {
    const folder = mkdtempSync(join(tmpdir(), "chat-files-"));
    const files = new ChatFiles(folder, (tenantId) => Buffer.alloc(32, tenantId));
    await files.write("t1", "f1", png);
    await files.write("t2", "f1", png);
    expect(await files.read("t1", "f1")).toEqual(png);
    const sealed = readFileSync(join(folder, "t1", "f1.bin"));
    expect(sealed.includes(png)).toBe(false);
    const foreign = new ChatFiles(folder, () => Buffer.alloc(32, "other"));
    await expect(foreign.read("t1", "f1")).rejects.toThrow();
    rmSync(folder, { recursive: true });
  });

  it("CH-9 have names that can stand in a header and a file system", () => {
    expect(cleanFileName("../../etc/passwd")).toBe(".._.._etc_passwd");
    expect(cleanFileName('a"\r\nSet-Cookie: x')).not.toMatch(/["\r\n:]/);
    expect(cleanFileName("身份证\u202Egnp.exe")).toBe("身份证_gnp.exe");
    expect([cleanFileName(""), cleanFileName(".."), cleanFileName("x".repeat(500)).length]).toEqual([
      "file",
      "file",
      120,
    ]);
  });
});
