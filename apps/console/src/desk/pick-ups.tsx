// Calls of my queues that ring at a colleague, that he holds publicly or that were parked, and taking one of them (代答).

import { useQuery } from "@tanstack/react-query";
import { type Desk, listPickUps, type PickUp } from "@tellerline/sdk";
import { Duration } from "@tellerline/ui";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { isFreeToDial } from "./current-interaction.ts";
import { useDeskCommands } from "./use-desk.ts";

const refreshMs = 2_000;

/** The longest waiting first; none while I could not take one. */
export function usePickUps(desk: Desk | undefined): PickUp[] {
  const enabled = isFreeToDial(desk);
  const { data } = useQuery({
    ...{ queryKey: ["pickUps"], queryFn: () => api.call(listPickUps) },
    ...{ enabled, refetchInterval: refreshMs },
  });
  return enabled ? (data?.items ?? []).toSorted((one, other) => one.since - other.since) : [];
}

export function PickUps({ desk }: { desk: Desk }) {
  const { t } = useTranslation();
  const { run, busy } = useDeskCommands();
  const items = usePickUps(desk);
  if (items.length === 0) return null;
  return (
    <section className="panel pick-ups" aria-label={t("voice.pickUps")}>
      <h2>{t("voice.pickUps")}</h2>
      <ul>
        {items.map(({ interactionId, kind, own, agentName, customerNumber, queueName, since }) => (
          <li key={interactionId} data-pick-up={kind}>
            <span>
              <span className="figures">{customerNumber}</span>{" "}
              <span className="quiet">{t(`voice.pickUpKind.${kind}`, { agentName, queueName })}</span>
            </span>
            <Duration since={since} label={t("voice.pickUps")} />
            <Button size="small" disabled={busy} onClick={() => run({ do: "pickUp", interactionId })}>
              {t(own ? "operation.retrieve" : "operation.pickUp")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
