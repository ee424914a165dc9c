// The room as a grid of cells, with its areas; seats are put on it by who shows or draws them.

import type { PlanArea } from "@tellerline/sdk";
import type { CSSProperties, ReactNode, Ref } from "react";
import type { Rect } from "./plan-edit.ts";

/** Width and height of a cell in px. */
export const cellSizes = { small: [52, 40], medium: [104, 64], large: [140, 84] } as const;
export type CellSize = keyof typeof cellSizes;

/** Where something stands on the grid. */
export function on({ column, row, width, height }: Rect): CSSProperties {
  return { gridColumn: `${column} / span ${width}`, gridRow: `${row} / span ${height}` };
}

export function PlanGrid({
  plan,
  size,
  area,
  children,
  ...rest
}: {
  plan: { columns: number; rows: number; areas: readonly PlanArea[] };
  size: CellSize;
  /** Draws an area where it can be chosen. */
  area?(area: PlanArea, index: number): ReactNode;
  children: ReactNode;
  ref?: Ref<HTMLDivElement>;
} & React.HTMLAttributes<HTMLDivElement>) {
  const [width, height] = cellSizes[size];
  const style: CSSProperties = {
    gridTemplate: `repeat(${plan.rows}, ${height}px) / repeat(${plan.columns}, ${width}px)`,
    backgroundSize: `${width}px ${height}px`,
  };
  return (
    <div className="plan-scroll">
      <div {...rest} className={`plan-grid size-${size} ${rest.className ?? ""}`} style={style}>
        {plan.areas.map((one, index) =>
          area === undefined ? (
            <div key={index.toString()} className={`plan-area look-${one.look}`} style={on(one)}>
              {one.text}
            </div>
          ) : (
            area(one, index)
          ),
        )}
        {children}
      </div>
    </div>
  );
}
