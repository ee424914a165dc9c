// Why somebody who is still here waits, or was given to whom he talks with (RT-13): computed anew each time it is opened.

import { ReloadOutlined } from "@ant-design/icons";
import { useIsFetching } from "@tanstack/react-query";
import type { LiveInteraction } from "@tellerline/sdk";
import { Button, Drawer } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { queryClient } from "../api.ts";
import { RoutingExplanation } from "../calls/routing-explanation.tsx";

export function ExplanationDrawer({ interaction, onClose }: { interaction: LiveInteraction; onClose(): void }) {
  const { t } = useTranslation();
  const { interactionId, customerNumber } = interaction;
  const computing = useIsFetching({ queryKey: ["routing", interactionId] }) > 0;
  const compute = () => void queryClient.invalidateQueries({ queryKey: ["routing", interactionId] });
  // An answer of a minute ago is none: he has waited on.
  useEffect(() => () => queryClient.removeQueries({ queryKey: ["routing", interactionId] }), [interactionId]);
  return (
    <Drawer
      open
      size={560}
      onClose={onClose}
      title={t("routing.why", { customer: customerNumber })}
      extra={
        <Button size="small" icon={<ReloadOutlined />} loading={computing} onClick={compute}>
          {t("routing.again")}
        </Button>
      }
    >
      <RoutingExplanation interactionId={interactionId} />
    </Drawer>
  );
}
