// 更多: the operations that do not stand in the bar, and the choice of those that do.

import { EllipsisOutlined } from "@ant-design/icons";
import { Button, Checkbox, Popover } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSettings } from "../settings.ts";
import { defaultBar, mayPutAway, toggled } from "./bar-layout.ts";
import type { HotKeyAction } from "./hot-keys.ts";

interface MoreOperationsProps {
  /** The buttons that are put away. */
  children: ReactNode;
  /** All there are, in their order. */
  actions: readonly Extract<HotKeyAction, keyof OperationWords>[];
}

/** The actions that have a word of their own. */
type OperationWords = Record<Exclude<HotKeyAction, `chat${string}`>, string>;

/** What the agent wants in his bar. */
export function useBarChoice(): readonly string[] {
  return useSettings((settings) => settings.bar) ?? defaultBar;
}

export function MoreOperations({ children, actions }: MoreOperationsProps) {
  const { t } = useTranslation();
  const chosen = useBarChoice();
  const setBar = useSettings((settings) => settings.setBar);
  const content = (
    <div className="more-operations">
      <div className="operations">{children}</div>
      <details>
        <summary>{t("barLayout.choose")}</summary>
        <div className="more-choice">
          {actions.filter(mayPutAway).map((action) => (
            <Checkbox
              key={action}
              checked={chosen.includes(action)}
              onChange={() => setBar(toggled(action, chosen))}
              data-choice={action}
            >
              {t(`operation.${action}`)}
            </Checkbox>
          ))}
        </div>
        <Button size="small" onClick={() => setBar(undefined)}>
          {t("barLayout.restore")}
        </Button>
      </details>
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomRight" content={content}>
      <button type="button" className="operation" data-action="more">
        <span className="operation-icon" aria-hidden="true">
          <EllipsisOutlined />
        </span>
        <span>{t("common.more")}</span>
      </button>
    </Popover>
  );
}
