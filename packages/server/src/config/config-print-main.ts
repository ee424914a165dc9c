// npm run config:print: every setting, its value now, where it comes from and what it means.

import { ConfigError, loadConfig, variableName } from "./load-config.ts";
import { type Setting, type SettingName, settings } from "./schema.ts";

try {
  const { config, origins } = loadConfig(process.env);
  for (const [name, setting] of Object.entries(settings) as [SettingName, Setting][]) {
    const value = setting.secret && config[name] !== "" ? "•••" : JSON.stringify(config[name]);
    console.log(`${name} = ${value}\n    from ${origins[name]} · ${variableName(name)}\n    ${setting.explains}`);
  }
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
