// One room: who sits where and what he does now; or, while it is drawn, the plan itself.

import { EditOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { type FloorPlan, listFloorPlans } from "@tellerline/sdk";
import { PageState } from "@tellerline/ui";
import { Button, Input, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { LeaderDialogs } from "../live/leader-dialogs.tsx";
import { useLiveQuery } from "../live/use-live.ts";
import { Loaded } from "../shell/loaded.tsx";
import { PlanEditor } from "./plan-editor.tsx";
import { type CellSize, cellSizes } from "./plan-grid.tsx";
import { SeatMap } from "./seat-map.tsx";
import "../live/live.css";
import "./seat-map.css";

export function FloorPlanPage() {
  const { t } = useTranslation();
  const { planId } = useParams({ from: "/seat-map/$planId" });
  const plans = useQuery({ queryKey: ["floorPlans"], queryFn: () => api.call(listFloorPlans) });
  const live = useLiveQuery();
  return (
    <div className="page seat-map-page">
      <Loaded query={live}>
        {() => (
          <Loaded query={plans}>
            {({ items }) => {
              const plan = items.find(({ id }) => id === planId);
              return plan === undefined ? (
                <PageState kind="empty" title={t("seatMap.gone")} detail={t("seatMap.goneText")} />
              ) : (
                <Room key={planId} plan={plan} plans={items} />
              );
            }}
          </Loaded>
        )}
      </Loaded>
      <LeaderDialogs />
    </div>
  );
}

function Room({ plan, plans }: { plan: FloorPlan; plans: FloorPlan[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [drawing, setDrawing] = useState(plan.seats.length === 0 ? plan : undefined);
  const [size, setSize] = useState<CellSize>("medium");
  const [sought, setSought] = useState("");
  const options = plans.map(({ id, name }) => ({ value: id, label: name }));
  const sizes = (Object.keys(cellSizes) as CellSize[]).map((value) => ({ value, label: t(`seatMap.sizes.${value}`) }));
  return (
    <>
      <div className="page-head">
        <h1>{t("seatMap.title")}</h1>
        <Select
          value={plan.id}
          options={options}
          disabled={drawing !== undefined}
          aria-label={t("seatMap.room")}
          popupMatchSelectWidth={false}
          onChange={(id) => void navigate({ to: "/seat-map/$planId", params: { planId: id } })}
        />
        <Link to="/seat-map">{t("seatMap.allRooms")}</Link>
        <Link to="/live">{t("live.title")}</Link>
        <span className="seat-map-tools">
          {drawing === undefined && (
            <Input.Search
              allowClear
              value={sought}
              placeholder={t("seatMap.find")}
              aria-label={t("seatMap.find")}
              onChange={(event) => setSought(event.target.value)}
            />
          )}
          <Segmented size="small" options={sizes} value={size} onChange={setSize} aria-label={t("seatMap.zoom")} />
          {drawing === undefined && (
            <Button icon={<EditOutlined />} onClick={() => setDrawing(plan)} data-action="draw">
              {t("seatMap.draw")}
            </Button>
          )}
        </span>
      </div>
      {drawing !== undefined ? (
        <PlanEditor plan={drawing} size={size} onClose={() => setDrawing(undefined)} />
      ) : (
        <SeatMap plan={plan} size={size} sought={sought.trim()} />
      )}
    </>
  );
}
