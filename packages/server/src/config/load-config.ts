// Configuration from defaults, then the file tellerline.yaml (or TELLERLINE_CONFIG), then TELLERLINE_… variables.
//
//   sip.tlsPort  ⇐  { sip: { tlsPort: 5061 } }  ⇐  TELLERLINE_SIP_TLS_PORT=5061

import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { type Config, type Setting, type SettingName, settings } from "./schema.ts";

/** One wrong or unknown value; the message says which, where it stands and how to mend it. */
export class ConfigError extends Error {
  readonly code = "config";
}

export interface LoadedConfig {
  config: Config;
  origins: Record<SettingName, string>;
}

const ignoredVariables = new Set(["TELLERLINE_CONFIG"]);

/** The environment variable of a setting: `sip.tlsPort` → `TELLERLINE_SIP_TLS_PORT`. */
export function variableName(name: string): string {
  return `TELLERLINE_${name.replace(/\./g, "_").replace(/([a-z0-9])([A-Z])/g, "$1_$2")}`.toUpperCase();
}

/** Reads and checks everything; throws ConfigError naming all mistakes at once. */
export function loadConfig(environment: NodeJS.ProcessEnv): LoadedConfig {
  const mistakes: string[] = [];
  const given = new Map<string, { value: unknown; origin: string }>();
  const file = environment.TELLERLINE_CONFIG ?? "tellerline.yaml";
  if (existsSync(file)) readFile(file, given, mistakes);
  else if (environment.TELLERLINE_CONFIG !== undefined) mistakes.push(`${file}: there is no such file.`);
  readEnvironment(environment, given, mistakes);

  const config: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  for (const [name, setting] of Object.entries(settings) as [string, Setting][]) {
    const { value, origin } = given.get(name) ?? { value: setting.default, origin: "default" };
    const result = setting.schema.safeParse(value);
    if (!result.success) {
      const why = result.error.issues[0]?.message ?? "not of the right form";
      mistakes.push(
        `${origin}: ${name} is ${setting.secret ? "•••" : JSON.stringify(value)}: ${why}. ${setting.explains}`,
      );
    }
    config[name] = result.data;
    origins[name] = origin;
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes.join("\n"));
  return { config: config as Config, origins: origins as Record<SettingName, string> };
}

type Given = Map<string, { value: unknown; origin: string }>;

function readFile(file: string, given: Given, mistakes: string[]): void {
  let content: unknown;
  try {
    content = parse(readFileSync(file, "utf8"));
  } catch (error) {
    mistakes.push(`${file}: ${(error as Error).message.split("\n")[0]}`);
    return;
  }
  for (const [name, value] of flatten(content, "")) {
    if (name in settings) given.set(name, { value, origin: file });
    else mistakes.push(`${file}: ${name} is not a setting${suggestion(name)}.`);
  }
}

function readEnvironment(environment: NodeJS.ProcessEnv, given: Given, mistakes: string[]): void {
  const byVariable = new Map(Object.keys(settings).map((name) => [variableName(name), name]));
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith("TELLERLINE_") || ignoredVariables.has(variable)) continue;
    const name = byVariable.get(variable);
    if (name === undefined) mistakes.push(`${variable} is not a setting; npm run config:print lists them all.`);
    else given.set(name, { value, origin: variable });
  }
}

function* flatten(value: unknown, path: string): Generator<[string, unknown]> {
  if (path in settings || typeof value !== "object" || value === null || Array.isArray(value)) {
    if (path !== "") yield [path, value];
    return;
  }
  for (const [key, item] of Object.entries(value)) yield* flatten(item, path === "" ? key : `${path}.${key}`);
}

function suggestion(name: string): string {
  const last = name.split(".").at(-1)?.toLowerCase() ?? "";
  const near = Object.keys(settings).find((known) => known.toLowerCase().endsWith(last));
  return near === undefined ? "; npm run config:print lists them all" : `; did you mean ${near}?`;
}
