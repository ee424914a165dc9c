// One board over the whole window, for a wall: dark, without navigation, with sound once somebody has clicked for it.

import { CompressOutlined, ExpandOutlined, LeftOutlined, SoundOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { listWallboards } from "@tellerline/sdk";
import { PageState, useNow } from "@tellerline/ui";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { useAlarmSound } from "../live/alarm-sound.ts";
import { useLiveQuery } from "../live/use-live.ts";
import { useEvents } from "../server-events.ts";
import { Loaded } from "../shell/loaded.tsx";
import { useFormats } from "../shell/use-formats.ts";
import { Board } from "./board.tsx";

export function WallboardPage() {
  const { t } = useTranslation();
  const { boardId } = useParams({ from: "/wallboards/$boardId" });
  const boards = useQuery({ queryKey: ["wallboards"], queryFn: () => api.call(listWallboards) });
  const live = useLiveQuery();
  const sound = useAlarmSound();
  const board = boards.data?.items.find(({ id }) => id === boardId);
  return (
    <div className="wall">
      <header className="wall-head">
        <Link to="/wallboards" className="wall-back" aria-label={t("wallboards.back")}>
          <LeftOutlined />
        </Link>
        <h1>{board?.name ?? t("admin.wallboards")}</h1>
        <Connection />
        {!sound.isOn && <p className="wall-hint">{t("wallboards.sound.hint")}</p>}
        <Button ghost className="wall-sound" icon={<SoundOutlined />} aria-pressed={sound.isOn} onClick={sound.toggle}>
          {t(sound.isOn ? "wallboards.sound.off" : "wallboards.sound.on")}
        </Button>
        <FullScreenButton />
        <Clock />
      </header>
      <Loaded query={live}>
        {() => (
          <Loaded query={boards}>
            {() =>
              board === undefined ? (
                <PageState kind="empty" title={t("wallboards.gone")} detail={t("wallboards.goneText")} />
              ) : (
                <Board board={board} onAlarm={sound.play} />
              )
            }
          </Loaded>
        )}
      </Loaded>
    </div>
  );
}

/** A wall that shows old figures must not look as if they were new. */
function Connection() {
  const { t } = useTranslation();
  const state = useEvents((events) => events.state);
  if (state === "live") return null;
  return (
    <span className="wall-lost" role="status">
      {t(`events.${state}`)}
    </span>
  );
}

function Clock() {
  const { time } = useFormats();
  return <time className="figures wall-clock">{time(useNow())}</time>;
}

function FullScreenButton() {
  const { t } = useTranslation();
  const [isFull, setIsFull] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const follow = () => setIsFull(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", follow);
    return () => document.removeEventListener("fullscreenchange", follow);
  }, []);
  const toggle = () => {
    const done = isFull ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    done.catch(() => {});
  };
  return (
    <Button
      ghost
      icon={isFull ? <CompressOutlined /> : <ExpandOutlined />}
      aria-pressed={isFull}
      aria-label={t("wallboards.fullScreen")}
      title={t("wallboards.fullScreen")}
      onClick={toggle}
    />
  );
}
