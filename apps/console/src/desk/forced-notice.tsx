// What a team leader did to the agent, who and why (SV-03); it stays until the agent has read it.

import type { Desk } from "@tellerline/sdk";
import { Alert } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

export function ForcedNotice({ forced }: { forced: Desk["forced"] }) {
  const { t } = useTranslation();
  const [readAt, setReadAt] = useState(0);
  if (forced === null || forced.at <= readAt) return null;
  const { action, by, reason, at } = forced;
  return (
    <Alert
      key={at}
      type="warning"
      showIcon
      closable={{ onClose: () => setReadAt(at) }}
      title={t(`voice.forced.${action}`, { by, reason })}
      data-forced={action}
    />
  );
}
