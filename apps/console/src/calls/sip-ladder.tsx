// The SIP messages of a call as a ladder; a click shows one whole.

import { useQuery } from "@tanstack/react-query";
import { getSipLadder } from "@tellerline/sdk";
import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Loaded } from "../shell/loaded.tsx";
import { useFormats } from "../shell/use-formats.ts";
import { type LadderRow, ladderOf } from "./ladder-layout.ts";

export function SipLadder({ interactionId }: { interactionId: string }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<LadderRow>();
  const { time } = useFormats();
  const query = useQuery({
    queryKey: ["sip", interactionId],
    queryFn: () => api.call(getSipLadder, { path: { interactionId } }),
  });
  return (
    <Loaded query={query} empty={({ messages }) => messages.length === 0} emptyText={t("record.noSip")}>
      {({ messages }) => {
        const { columns, rows } = ladderOf(messages);
        const center = (column: number) => ((column + 0.5) / columns.length) * 100;
        return (
          <>
            <p className="quiet">{t("record.ladderHint")}</p>
            <div className="ladder">
              <div className="ladder-inner" style={{ minWidth: 72 + columns.length * 150 }}>
                <div className="ladder-heads">
                  {columns.map(({ legId, label }) => (
                    <span key={legId ?? ""} className={legId === undefined ? "ours" : undefined}>
                      {legId === undefined ? t("record.us") : label}
                    </span>
                  ))}
                </div>
                <div className="ladder-body">
                  <div className="ladder-lines" aria-hidden="true">
                    {columns.map(({ legId }, index) => (
                      <i key={legId ?? ""} style={{ left: `${center(index)}%` }} />
                    ))}
                  </div>
                  {rows.map((row, index) => {
                    const [from, to] = [center(row.fromColumn), center(row.toColumn)];
                    return (
                      <button
                        // biome-ignore lint/suspicious/noArrayIndexKey: messages are never reordered
                        key={index}
                        type="button"
                        className="ladder-row"
                        onClick={() => setShown(row)}
                        aria-label={`${time(row.message.at)} ${row.message.direction} ${row.message.remote} ${row.label}`}
                      >
                        <time className="figures">{time(row.message.at)}</time>
                        <span className="ladder-track">
                          <span
                            className={`ladder-arrow ${from < to ? "right" : "left"}`}
                            style={{ left: `${Math.min(from, to)}%`, width: `${Math.abs(to - from)}%` }}
                          >
                            {row.label}
                          </span>
                        </span>
                      </button>
                    );
                  })}
                </div>
              </div>
            </div>
            <Modal
              open={shown !== undefined}
              title={t("record.message")}
              onCancel={() => setShown(undefined)}
              footer={null}
              width={760}
            >
              <pre className="sip-text">{shown?.message.text}</pre>
            </Modal>
          </>
        );
      }}
    </Loaded>
  );
}
