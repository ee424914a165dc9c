// Changing hot keys: click one, press the new combination.

import { Button } from "antd";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSettings } from "../settings.ts";
import { conflictOf, type HotKeyAction, hotKeyActions, keysOf } from "./hot-keys.ts";
import { useHotKeyTable } from "./use-hot-keys.ts";

export function HotKeysForm() {
  const { t } = useTranslation();
  const table = useHotKeyTable();
  const { setHotKey, restoreHotKeys } = useSettings();
  const [recording, setRecording] = useState<HotKeyAction>();
  const [complaint, setComplaint] = useState("");
  const onKey = (event: KeyboardEvent, action: HotKeyAction) => {
    if (recording !== action || ["Alt", "Control", "Shift", "Meta", "Tab"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") return setRecording(undefined);
    const keys = keysOf(event.nativeEvent);
    if (keys === undefined) return setComplaint(t("hotKeys.needsModifier"));
    const other = conflictOf(table, action, keys);
    if (other !== undefined) return setComplaint(t("hotKeys.conflict", { other: t(`operation.${other}`) }));
    setHotKey(action, keys);
    setComplaint("");
    setRecording(undefined);
  };
  return (
    <div className={`hot-keys${recording === undefined ? "" : " hot-key-recording"}`}>
      <p className="quiet">{t("hotKeys.text")}</p>
      <p className="tone-alarm" role="alert">
        {complaint}
      </p>
      <ul>
        {hotKeyActions.map((action) => (
          <li key={action}>
            <span>{t(`operation.${action}`)}</span>
            <Button
              size="small"
              type={recording === action ? "primary" : "default"}
              onClick={() => {
                setComplaint("");
                setRecording(action);
              }}
              onBlur={() => setRecording(undefined)}
              onKeyDown={(event) => onKey(event, action)}
            >
              {recording === action ? t("hotKeys.press") : table[action]}
            </Button>
          </li>
        ))}
      </ul>
      <Button onClick={restoreHotKeys}>{t("hotKeys.restore")}</Button>
    </div>
  );
}
