// A state as colour, shape and word together.
//
//   ● ready   ◆ reserved   ■ engaged   ▲ wrap-up   ▬ not ready   ○ signed out   ✖ alarm

import type { ReactNode } from "react";
import type { Tone } from "./tokens.ts";

const shapes: Record<Tone, ReactNode> = {
  ready: <circle cx="6" cy="6" r="5" />,
  reserved: <path d="M6 0.5 11.5 6 6 11.5 0.5 6Z" />,
  engaged: <rect x="1" y="1" width="10" height="10" rx="1.5" />,
  wrapUp: <path d="M6 1 11.5 11H0.5Z" />,
  notReady: <rect x="0.5" y="4" width="11" height="4" rx="1" />,
  signedOut: <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  alarm: <path d="M2 2 10 10M10 2 2 10" stroke="currentColor" strokeWidth="2.6" strokeLinecap="round" />,
};

export function StateMark({ tone }: { tone: Tone }) {
  return (
    <svg className={`state-mark tone-${tone}`} viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      {shapes[tone]}
    </svg>
  );
}

export interface StateBadgeProps {
  tone: Tone;
  /** The word for the state. */
  children: ReactNode;
  /** As a filled chip, for the one state that matters most on a page. */
  strong?: boolean;
}

export function StateBadge({ tone, children, strong = false }: StateBadgeProps) {
  return (
    <span className={`state-badge tone-${tone}${strong ? " strong" : ""}`}>
      <StateMark tone={tone} />
      <span>{children}</span>
    </span>
  );
}
