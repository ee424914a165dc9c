import { SeededRandom } from "@tellerline/base";
import { describe, expect, it } from "vitest";
import { answerChallenge, digest, ha1, parseAuthFields, parseChallenge } from "./digest.ts";
import { DigestServer } from "./digest-server.ts";

const server = () =>
  new DigestServer({
    ...{ random: new SeededRandom(1), realm: "bank.test", nonceSecret: new Uint8Array(16).fill(9) },
    credentials: (username) =>
      ({
        alice: { password: "secret" },
        bob: { ha1: { "SHA-256": ha1("SHA-256", "bob", "bank.test", "other") }, aors: ["sip:1@bank.test"] },
      })[username],
  });

const request = { method: "REGISTER", uri: "sip:bank.test" };

function answer(one: DigestServer, now: number, nc = 1, who = { username: "alice", password: "secret" }, pick = 0) {
  const challenge = parseChallenge(one.challenges(now, false, ["SHA-256", "MD5"])[pick] ?? "");
  if (challenge === undefined) throw new Error("no challenge");
  return { challenge, value: answerChallenge(challenge, who, request, nc, "c0") };
}

describe("AU digest", () => {
  // RFC 7616 §3.9.1.
  const vector = {
    ...{ username: "Mufasa", realm: "http-auth@example.org", uri: "/dir/index.html", qop: "auth", nc: "00000001" },
    nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
    cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
  };

  it.each([
    ["MD5", "8ca523f5e9506fed4657c9700eebdbec"],
    ["SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"],
  ] as const)("AU-1 RFC 7616 §3.9.1 %s", (algorithm, response) => {
    const secret = ha1(algorithm, vector.username, vector.realm, "Circle of Life");
    expect(digest(secret, "GET", { ...vector, algorithm })).toBe(response);
  });

  it("AU-1 RFC 2617 §3.5, and the form without qop", () => {
    const fields = {
      ...{ username: "Mufasa", realm: "testrealm@host.com", uri: "/dir/index.html", algorithm: "MD5" as const },
      ...{ nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093" },
    };
    const secret = ha1("MD5", "Mufasa", "testrealm@host.com", "Circle Of Life");
    expect(digest(secret, "GET", { ...fields, qop: "auth", nc: "00000001", cnonce: "0a4f113b" })).toBe(
      "6629fae49393a05397450978507c4ef1",
    );
    expect(digest(secret, "GET", fields)).toBe("670fd8c2df070c60b045671b8b24ff02");
  });

  it.each([0, 1])("AU-1 server and client agree, challenge %i", (pick) => {
    const one = server();
    const { value } = answer(one, 1_000, 1, undefined, pick);
    expect(one.verify([value], "REGISTER", "sip:bank.test", 2_000)).toEqual({ kind: "proved", username: "alice" });
  });

  it("AU-1 a stored hash is as good as a password, for its algorithm", () => {
    const one = server();
    const bob = { username: "bob", password: "other" };
    expect(one.verify([answer(one, 0, 1, bob, 0).value], "REGISTER", "sip:bank.test", 0)).toEqual({
      ...{ kind: "proved", username: "bob", aors: ["sip:1@bank.test"] },
    });
    expect(one.verify([answer(one, 0, 1, bob, 1).value], "REGISTER", "sip:bank.test", 0).kind).toBe("wrong");
  });

  it("AU-2 wrong password, unknown user, another method or URI look the same", () => {
    const one = server();
    const good = answer(one, 0).value;
    const wrong = [
      one.verify([answer(one, 0, 1, { username: "alice", password: "x" }).value], "REGISTER", "sip:bank.test", 0),
      one.verify([answer(one, 0, 1, { username: "nobody", password: "x" }).value], "REGISTER", "sip:bank.test", 0),
      one.verify([good], "INVITE", "sip:bank.test", 0),
      one.verify([good], "REGISTER", "sip:other.test", 0),
    ];
    expect(wrong).toEqual(Array(4).fill({ kind: "wrong" }));
  });

  it("AU-3 a nonce is stale after five minutes or used again; one of others is none", () => {
    const one = server();
    const { value } = answer(one, 0);
    expect(one.verify([value], "REGISTER", "sip:bank.test", 1)).toMatchObject({ kind: "proved" });
    expect(one.verify([value], "REGISTER", "sip:bank.test", 2)).toEqual({ kind: "challenge", stale: true });
    expect(one.verify([answer(one, 0).value], "REGISTER", "sip:bank.test", 300_001)).toEqual({
      ...{ kind: "challenge", stale: true },
    });
    const foreign = value.replace(/nonce="[^"]+"/, 'nonce="0-00000000-00000000000000000000000000000000"');
    expect(one.verify([foreign], "REGISTER", "sip:bank.test", 1)).toEqual({ kind: "challenge", stale: false });
    expect(one.verify([], "REGISTER", "sip:bank.test", 1)).toEqual({ kind: "challenge", stale: false });
  });

  it("AU-3 nc must rise", () => {
    const one = server();
    const { challenge } = answer(one, 0);
    const use = (nc: number) =>
      one.verify(
        [answerChallenge(challenge, { username: "alice", password: "secret" }, request, nc, "c")],
        ...(["REGISTER", "sip:bank.test", 5] as const),
      ).kind;
    expect([use(1), use(2), use(2), use(5), use(4)]).toEqual(["proved", "proved", "challenge", "proved", "challenge"]);
  });

  it.each(["", "Basic abc", "Digest", 'Digest a="', "Digest =x", "Digest a b", `Digest ${"a=b,".repeat(40)}`])(
    "AU-6 broken fields are no fields: %s",
    (text) => {
      expect(parseAuthFields(text)?.get("username")).toBeUndefined();
    },
  );
});
