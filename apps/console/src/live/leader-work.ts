// The calls of the API that a team leader's actions are, and how their refusals are said.

import { useMutation } from "@tanstack/react-query";
import {
  ApiError,
  type BlockRequest,
  blockCustomer,
  type ForceRequest,
  forceAgent,
  type MoveRequest,
  moveInteraction,
  type SuperviseRequest,
  superviseInteraction,
} from "@tellerline/sdk";
import { App } from "antd";
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { problemText } from "../problem-text.ts";

/** Why something was refused, in the reader's language only. */
export function refusalText(error: unknown): string {
  const reason = error instanceof ApiError ? error.problem.reason : undefined;
  const key = `floor.refusal.${reason}`;
  return reason !== undefined && i18next.exists(key)
    ? i18next.t(key as "floor.refusal.notWaiting")
    : problemText(error);
}

export function useLeaderWork() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const onError = (error: unknown) => void message.error(refusalText(error));
  const supervise = useMutation({
    mutationFn: ({ interactionId, body }: { interactionId: string; body: SuperviseRequest }) =>
      api.call(superviseInteraction, { path: { interactionId }, body }),
    onError,
  });
  const move = useMutation({
    mutationFn: ({ interactionId, body }: { interactionId: string; body: MoveRequest }) =>
      api.call(moveInteraction, { path: { interactionId }, body }),
    onSuccess: () => void message.success(t("floor.moved")),
    onError,
  });
  const force = useMutation({
    mutationFn: ({ agentId, body }: { agentId: string; body: ForceRequest }) =>
      api.call(forceAgent, { path: { agentId }, body }),
    onError,
  });
  const block = useMutation({
    mutationFn: ({ interactionId, body }: { interactionId: string; body: BlockRequest }) =>
      api.call(blockCustomer, { path: { interactionId }, body }),
    onSuccess: () => void message.success(t("floor.block.done")),
    onError,
  });
  return { supervise, move, force, block };
}
