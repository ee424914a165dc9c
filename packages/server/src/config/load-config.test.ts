import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadConfig, variableName } from "./load-config.ts";

const file = join(mkdtempSync(join(tmpdir(), "tellerline-config-")), "tellerline.yaml");
const load = (yaml: string, environment: NodeJS.ProcessEnv = {}) => {
  writeFileSync(file, yaml);
  return loadConfig({ TELLERLINE_CONFIG: file, ...environment });
};

it("AD-04 the environment goes before the file, the file before the default, and the origin is told", () => {
  const { config, origins } = load("http:\n  port: 9000\nsip:\n  port: 6000\n", { TELLERLINE_SIP_PORT: "7000" });
  expect([config["http.port"], config["sip.port"], config["sip.tlsPort"]]).toEqual([9000, 7000, 5061]);
  expect([origins["http.port"], origins["sip.port"], origins["sip.tlsPort"]]).toEqual([
    file,
    "TELLERLINE_SIP_PORT",
    "default",
  ]);
});

it("AD-04 an unknown key is an error that names a near one; all mistakes are told at once", () => {
  expect(() => load("http:\n  prot: 1\n  port: x\n", { TELLERLINE_SIP_POTR: "1" })).toThrow(
    /http\.prot is not a setting[\s\S]*TELLERLINE_SIP_POTR is not a setting[\s\S]*http\.port is "x"/,
  );
  expect(() => load("tlsPort: 1\n")).toThrow(/did you mean sip\.tlsPort/);
});

it("AD-04 a file that is no YAML and a file that is not there are told in one line", () => {
  expect(() => load("a: [")).toThrow(file);
  expect(() => loadConfig({ TELLERLINE_CONFIG: "/nowhere.yaml" })).toThrow("there is no such file");
});

it("AD-04 names of variables", () => {
  expect(variableName("sip.tlsPort")).toBe("TELLERLINE_SIP_TLS_PORT");
});
