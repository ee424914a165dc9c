// Records this page exactly as long as somebody watches the agent's screen.

import { useEffect } from "react";
import { useDeskQuery } from "../desk/use-desk.ts";
import { ScreenRecorder } from "./screen-recorder.ts";

export function useScreenRecorder(): void {
  const watched = useDeskQuery().data?.screenWatched ?? false;
  useEffect(() => {
    if (!watched) return undefined;
    const recorder = new ScreenRecorder();
    recorder.start();
    return () => recorder.stop();
  }, [watched]);
}
