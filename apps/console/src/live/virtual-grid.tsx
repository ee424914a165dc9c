// Many equal tiles in columns, of which only those near the visible part are in the page. It scrolls with the page itself.

import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, Fragment, type ReactNode, useLayoutEffect, useRef, useState } from "react";

const gapPx = 8;

export interface VirtualGridProps<Item> {
  items: readonly Item[];
  keyOf(item: Item): string;
  label: string;
  /** The least width of a tile in px; Infinity: one column. */
  minWidth: number;
  height: number;
  /** Draws one tile: an `<li>` that carries the given attributes. */
  children(item: Item, place: TilePlace): ReactNode;
}

/** Where a tile is, for the eye and for those who hear the page. */
export interface TilePlace {
  x: string;
  y: number;
  width: string;
  position: number;
  of: number;
}

/** The attributes of a tile's `<li>`. */
export function placed({ x, y, width, position, of }: TilePlace): {
  style: CSSProperties;
  "aria-posinset": number;
  "aria-setsize": number;
} {
  return { style: { left: x, width, transform: `translateY(${y}px)` }, "aria-posinset": position, "aria-setsize": of };
}

/** The part of the page that scrolls. */
const scroller = () => document.getElementById("content");

export function VirtualGrid<Item>({ items, keyOf, label, minWidth, height, children }: VirtualGridProps<Item>) {
  const list = useRef<HTMLUListElement>(null);
  const { columns, top } = useGrid(list, minWidth);
  const rowPx = height + gapPx;
  // The compiler of React leaves this component alone, which is what the virtualizer needs.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count: Math.ceil(items.length / columns),
    getScrollElement: scroller,
    estimateSize: () => rowPx,
    overscan: 3,
    scrollMargin: top,
  });
  const share = `(100% + ${gapPx}px) / ${columns}`;
  const tiles = virtualizer.getVirtualItems().flatMap((row) =>
    items.slice(row.index * columns, (row.index + 1) * columns).map((item, column) => {
      const place = {
        ...{ x: `calc(${share} * ${column})`, y: row.index * rowPx, width: `calc(${share} - ${gapPx}px)` },
        ...{ position: row.index * columns + column + 1, of: items.length },
      };
      return { item, key: keyOf(item), place };
    }),
  );
  return (
    <ul
      ref={list}
      className="virtual-grid"
      aria-label={label}
      style={{ height: Math.max(0, virtualizer.getTotalSize() - gapPx) }}
    >
      {tiles.map(({ item, key, place }) => (
        <Fragment key={key}>{children(item, place)}</Fragment>
      ))}
    </ul>
  );
}

/** How many columns fit, and how far below the top of what scrolls the list begins. */
function useGrid(list: { current: HTMLUListElement | null }, minWidth: number): { columns: number; top: number } {
  const [grid, setGrid] = useState({ columns: 1, top: 0 });
  useLayoutEffect(() => {
    const element = list.current;
    const outer = scroller();
    if (element === null || outer === null) return;
    const measure = () => {
      const columns = Math.max(1, Math.floor((element.clientWidth + gapPx) / (minWidth + gapPx)));
      const above = element.getBoundingClientRect().top - outer.getBoundingClientRect().top + outer.scrollTop;
      const top = Math.round(above);
      setGrid((old) => (old.columns === columns && old.top === top ? old : { columns, top }));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // What stands above may grow.
    for (const sibling of element.closest(".page")?.children ?? []) observer.observe(sibling);
    measure();
    return () => observer.disconnect();
  }, [list, minWidth]);
  return grid;
}
