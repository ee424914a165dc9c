// What a caller pressed and heard at one step of a flow (AG-06); secret digits come as dots from the server.

import type { FlowStep } from "@tellerline/sdk";
import { useTranslation } from "react-i18next";

export function StepTrail({ step: { digits, prompts } }: { step: Pick<FlowStep, "digits" | "prompts"> }) {
  const { t } = useTranslation();
  return (
    <>
      {digits !== undefined && <span className="figures flow-exit">{t("deskData.pressed", { digits })}</span>}
      {prompts !== undefined && (
        <span className="quiet flow-heard">{t("deskData.heard", { prompts: prompts.join("、") })}</span>
      )}
    </>
  );
}
