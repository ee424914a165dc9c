// One recording: its waveform, and its sound once somebody wants to hear it.

import { useQuery } from "@tanstack/react-query";
import { getRecordingAudio, getRecordingPeaks, type Recording } from "@tellerline/sdk";
import { StateBadge, Waveform } from "@tellerline/ui";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queryClient } from "../api.ts";
import { Failed, Loaded } from "../shell/loaded.tsx";

export function RecordingPlayer({ interactionId, recording }: { interactionId: string; recording: Recording }) {
  const { t } = useTranslation();
  const { recordingId } = recording;
  const path = { interactionId, recordingId };
  const [wanted, setWanted] = useState(false);
  const peaks = useQuery({
    queryKey: ["peaks", recordingId],
    queryFn: () => api.call(getRecordingPeaks, { path, query: { buckets: 600 } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const audio = useQuery({
    queryKey: ["audio", recordingId],
    queryFn: async () => URL.createObjectURL(await api.call(getRecordingAudio, { path })),
    enabled: wanted,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const source = audio.data;
  useEffect(
    () => () => {
      if (source === undefined) return;
      URL.revokeObjectURL(source);
      queryClient.removeQueries({ queryKey: ["audio", recordingId] });
    },
    [source, recordingId],
  );
  return (
    <div className="recording" data-recording={recordingId}>
      {!recording.complete && <StateBadge tone="alarm">{t("record.incomplete")}</StateBadge>}
      <Loaded query={peaks}>
        {({ durationMs, left, right }) => (
          <Waveform
            durationMs={durationMs}
            left={left}
            right={right}
            source={source}
            onWanted={() => setWanted(true)}
            pauses={recording.pauses}
            words={{
              play: t("player.play"),
              pause: t("player.pause"),
              left: t("player.left"),
              right: t("player.right"),
              position: t("player.position"),
              speed: t("player.speed"),
              paused: t("player.paused"),
              broken: t("player.broken"),
            }}
          />
        )}
      </Loaded>
      {audio.error !== null && <Failed query={audio} />}
    </div>
  );
}
