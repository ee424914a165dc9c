// The bar of a call's segments with an axis.

import type { Segment } from "@tellerline/sdk";
import { formatDuration } from "@tellerline/ui";
import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { axisMarks, type PlacedSegment, placeSegments } from "./segment-layout.ts";

export interface SegmentsBarProps {
  segments: readonly Segment[];
  from: number;
  to: number;
}

export function SegmentsBar({ segments, from, to }: SegmentsBarProps) {
  const { t } = useTranslation();
  const placed = placeSegments(segments, from, to);
  const rings = placed.filter(({ lane }) => lane === "ring");
  const duration = Math.max(1, to - from);
  return (
    <div className="segments">
      <ul className="segments-lane" aria-label={t("record.segments")}>
        {placed
          .filter(({ lane }) => lane === "customer")
          .map((item) => (
            <SegmentBlock key={`${item.segment.startedAt}-${item.segment.kind}`} placed={item} />
          ))}
      </ul>
      {rings.length > 0 && (
        <ul className="segments-lane rings" aria-label={t("record.kind.ring")}>
          {rings.map((item) => (
            <SegmentBlock key={`${item.segment.startedAt}-${item.segment.agentName}`} placed={item} />
          ))}
        </ul>
      )}
      <div className="segments-axis" aria-hidden="true">
        {axisMarks(duration).map((at) => (
          <span key={at} className="figures" style={{ left: `${(at / duration) * 100}%` }}>
            {formatDuration(at)}
          </span>
        ))}
      </div>
    </div>
  );
}

function SegmentBlock({ placed: { segment, leftPercent, widthPercent } }: { placed: PlacedSegment }) {
  const { t } = useTranslation();
  const kind = t(`record.kind.${segment.kind}`);
  const length = formatDuration(segment.endedAt - segment.startedAt);
  const who = [segment.label, segment.agentName ?? ""].filter((part) => part !== "").join(" · ");
  const text = [kind, who, length].filter((part) => part !== "").join(" · ");
  return (
    <Tooltip title={text}>
      <li
        className={`segment kind-${segment.kind}`}
        style={{ left: `${leftPercent}%`, width: `${widthPercent}%` }}
        aria-label={text}
      >
        <span>{kind}</span>
        <span className="figures">{length}</span>
      </li>
    </Tooltip>
  );
}
