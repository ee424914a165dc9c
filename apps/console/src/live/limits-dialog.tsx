// The limits of figures: of all queues, of one queue, and of the time in each state.

import { InputNumber, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Limit, type QueueLimits, type StateLimits, standardQueueLimits, standardStateLimits } from "./limits.ts";
import { useLiveSettings } from "./live-settings.ts";
import { useLive } from "./use-live.ts";

const figures = ["waiting", "longestWait", "serviceLevel"] as const satisfies (keyof QueueLimits)[];
const states = ["reserved", "engaged", "wrapUp", "notReady"] as const satisfies (keyof StateLimits)[];
const none: Limit = { warning: null, alarm: null };

export function LimitsDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const settings = useLiveSettings();
  const queues = useLive("queues");
  const [queueId, setQueueId] = useState<string>("");
  const [ofAll, setOfAll] = useState(settings.queueLimits);
  const [ofQueue, setOfQueue] = useState(settings.limitsOfQueue);
  const [ofStates, setOfStates] = useState(settings.stateLimits);
  const limits = queueId === "" ? ofAll : (ofQueue[queueId] ?? ofAll);
  const change = (figure: keyof QueueLimits, limit: Limit) => {
    const changed = { ...limits, [figure]: limit };
    if (queueId === "") setOfAll(changed);
    else setOfQueue({ ...ofQueue, [queueId]: changed });
  };
  const restore = () => {
    setOfAll(standardQueueLimits);
    setOfQueue({});
    setOfStates(standardStateLimits);
  };
  const save = () => {
    settings.set({ queueLimits: ofAll, limitsOfQueue: ofQueue, stateLimits: ofStates });
    onClose();
  };
  return (
    <Modal
      open
      width={520}
      title={t("floor.limits.title")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      onOk={save}
      onCancel={onClose}
      footer={(_, { OkBtn, CancelBtn }) => (
        <>
          <button type="button" className="link-button limits-restore" onClick={restore}>
            {t("floor.limits.restore")}
          </button>
          <CancelBtn />
          <OkBtn />
        </>
      )}
    >
      <p className="quiet">{t("floor.limits.hint")}</p>
      <Select
        className="wide"
        showSearch={{ optionFilterProp: "label" }}
        aria-label={t("floor.limits.forQueue")}
        value={queueId}
        onChange={setQueueId}
        options={[
          { value: "", label: t("floor.limits.allQueues") },
          ...queues.map((queue) => ({
            value: queue.queueId,
            label: ofQueue[queue.queueId] === undefined ? queue.name : `${queue.name} · ${t("floor.limits.own")}`,
          })),
        ]}
      />
      <div className="limits">
        <span />
        <span className="quiet">▲ {t("floor.level.warning")}</span>
        <span className="quiet">✖ {t("floor.level.alarm")}</span>
        {figures.map((figure) => (
          <LimitFields
            key={`${queueId} ${figure}`}
            label={t(`floor.limits.${figure}`)}
            limit={limits[figure]}
            onChange={(limit) => change(figure, limit)}
          />
        ))}
        <h3>{t("floor.limits.states")}</h3>
        {states.map((state) => (
          <LimitFields
            key={state}
            label={t(`state.${state}`)}
            limit={ofStates[state] ?? none}
            onChange={(limit) => setOfStates({ ...ofStates, [state]: limit })}
          />
        ))}
      </div>
    </Modal>
  );
}

function LimitFields({ label, limit, onChange }: { label: string; limit: Limit; onChange(limit: Limit): void }) {
  const { t } = useTranslation();
  const field = (level: keyof Limit) => (
    <InputNumber
      className="figures"
      min={0}
      max={100_000}
      aria-label={`${label} ${t(`floor.level.${level}`)}`}
      placeholder={t("floor.limits.off")}
      value={limit[level]}
      onChange={(value) => onChange({ ...limit, [level]: value })}
    />
  );
  return (
    <>
      <span>{label}</span>
      {field("warning")}
      {field("alarm")}
    </>
  );
}
