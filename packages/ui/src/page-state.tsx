// What a page shows when it has nothing to show yet, or at all: loading, empty, error, forbidden. Same place, same size.

import { Button, Spin } from "antd";
import type { ReactNode } from "react";

export interface PageStateProps {
  kind: "loading" | "empty" | "error" | "forbidden";
  title: string;
  detail?: ReactNode;
  /** What can be done about it. */
  action?: { label: string; onClick(): void } | undefined;
}

const pictures = {
  empty: "M14 30V16l6-8h24l6 8v14a4 4 0 0 1-4 4H18a4 4 0 0 1-4-4Zm0-14h12l3 5h6l3-5h12",
  error: "M32 6 58 36H6L32 6Zm0 11v9m0 4v1",
  forbidden: "M20 20v-5a12 12 0 0 1 24 0v5m-28 0h32v16H16V20Zm16 6v5",
};

export function PageState({ kind, title, detail, action }: PageStateProps) {
  return (
    <div className="page-state" role={kind === "error" ? "alert" : "status"}>
      {kind === "loading" ? (
        <Spin />
      ) : (
        <svg viewBox="0 0 64 42" aria-hidden="true" focusable="false">
          <path d={pictures[kind]} />
        </svg>
      )}
      <p className="page-state-title">{title}</p>
      {detail !== undefined && <p className="page-state-detail">{detail}</p>}
      {action !== undefined && <Button onClick={action.onClick}>{action.label}</Button>}
    </div>
  );
}
