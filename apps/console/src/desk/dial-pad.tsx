// Twelve keys, by mouse and by keyboard.

import { Button } from "antd";
import { useTranslation } from "react-i18next";

const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

export function DialPad({ onKey }: { onKey(key: string): void }) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of keys, not a form
    <div
      className="dial-pad"
      role="group"
      aria-label={t("pad.title")}
      onKeyDown={(event) => {
        if (!keys.includes(event.key) || event.altKey || event.ctrlKey) return;
        event.preventDefault();
        onKey(event.key);
      }}
    >
      {keys.map((key, index) => (
        <Button key={key} autoFocus={index === 0} onClick={() => onKey(key)} aria-label={t("pad.key", { key })}>
          {key}
        </Button>
      ))}
    </div>
  );
}
