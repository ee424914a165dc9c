// What is chosen on a plan that is drawn: the seat's label and who sits there, the area's text and look.

import { useQuery } from "@tanstack/react-query";
import { listPhones, type Phone, type PlanSeat, type SeatPlace } from "@tellerline/sdk";
import { Form, Input, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { useLive } from "../live/use-live.ts";
import { changeArea, changeSeat, type Editing } from "./plan-edit.ts";

interface ChosenPanelProps {
  editing: Editing;
  mode: "move" | "seats" | "area";
  onChange(next: Editing): void;
}

export function ChosenPanel({ editing, mode, onChange }: ChosenPanelProps) {
  const { t } = useTranslation();
  const { chosen, plan } = editing;
  const [only, ...others] = "seats" in chosen ? plan.seats.filter(({ id }) => chosen.seats.has(id)) : [];
  const area = "area" in chosen ? plan.areas[chosen.area] : undefined;
  return (
    <aside className="panel plan-side" aria-label={t("seatMap.chosen")}>
      {only !== undefined && others.length === 0 && <SeatFields {...{ editing, onChange }} seat={only} />}
      {only !== undefined && others.length > 0 && <p>{t("seatMap.several", { count: others.length + 1 })}</p>}
      {area !== undefined && "area" in chosen && (
        <Form layout="vertical">
          <Form.Item label={t("seatMap.areaText")} htmlFor="area-text">
            <Input
              id="area-text"
              maxLength={30}
              value={area.text}
              onChange={(event) => onChange(changeArea(editing, chosen.area, { text: event.target.value }))}
            />
          </Form.Item>
          <Form.Item label={t("seatMap.look")}>
            <Segmented
              value={area.look}
              options={(["zone", "wall"] as const).map((value) => ({ value, label: t(`seatMap.looks.${value}`) }))}
              onChange={(look) => onChange(changeArea(editing, chosen.area, { look }))}
            />
          </Form.Item>
        </Form>
      )}
      <p className="quiet">{t(`seatMap.modeHint.${mode}`)}</p>
      <p className="quiet">{t("seatMap.keys")}</p>
    </aside>
  );
}

const none: Phone[] = [];

/** The SIP phones of the tenant. */
export function usePhones(): readonly Phone[] {
  const { data } = useQuery({ queryKey: ["phones"], queryFn: () => api.call(listPhones) });
  return data?.items ?? none;
}

function SeatFields({ editing, seat, onChange }: Omit<ChosenPanelProps, "mode"> & { seat: PlanSeat }) {
  const { t } = useTranslation();
  const agents = useLive("agents");
  const phones = usePhones();
  const options = [
    {
      label: t("seatMap.byAgent"),
      options: agents.map(({ agentId, name, number }) => ({ value: `agent ${agentId}`, label: `${name} ${number}` })),
    },
    {
      label: t("seatMap.byPhone"),
      options: phones.map(({ id, name, username }) => ({
        value: `phone ${id}`,
        label: `${name} ${username}`,
      })),
    },
  ];
  return (
    <Form layout="vertical" key={seat.id}>
      <Form.Item label={t("seatMap.label")} htmlFor="seat-label">
        <Input
          id="seat-label"
          maxLength={12}
          value={seat.label}
          onChange={(event) => onChange(changeSeat(editing, seat.id, { label: event.target.value }))}
        />
      </Form.Item>
      <Form.Item label={t("seatMap.place")} htmlFor="seat-place" extra={t("seatMap.placeText")}>
        <Select
          id="seat-place"
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          placeholder={t("seatMap.nobody")}
          options={options}
          value={textOf(seat.place)}
          onChange={(text: string | undefined) => onChange(changeSeat(editing, seat.id, { place: placeOf(text) }))}
        />
      </Form.Item>
    </Form>
  );
}

function textOf(place: SeatPlace | null): string | null {
  if (place === null) return null;
  return place.kind === "agent" ? `agent ${place.agentId}` : `phone ${place.phoneId}`;
}

function placeOf(text: string | undefined): SeatPlace | null {
  const [kind, id = ""] = (text ?? "").split(" ");
  if (kind === "agent") return { kind, agentId: id };
  return kind === "phone" ? { kind, phoneId: id } : null;
}
