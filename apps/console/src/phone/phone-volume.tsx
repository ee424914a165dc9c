// How loud the browser phone is: the other side's voice and the ring, kept for this browser (SW-05).

import { SoundOutlined } from "@ant-design/icons";
import { Button, Popover, Slider } from "antd";
import { useTranslation } from "react-i18next";
import { useSettings } from "../settings.ts";

const sides = ["ear", "ring"] as const;

export function PhoneVolume() {
  const { t } = useTranslation();
  const volume = useSettings((settings) => settings.volume);
  const setVolume = useSettings((settings) => settings.setVolume);
  const content = (
    <div className="phone-volume">
      {sides.map((side) => (
        <div key={side}>
          {t(`phone.volume.${side}`)}
          <Slider
            min={0}
            max={100}
            value={Math.round(volume[side] * 100)}
            onChange={(percent) => setVolume(side, percent / 100)}
            ariaLabelForHandle={t(`phone.volume.${side}`)}
          />
        </div>
      ))}
    </div>
  );
  return (
    <Popover trigger="click" placement="bottom" content={content}>
      <Button
        size="small"
        type="text"
        icon={<SoundOutlined />}
        aria-label={t("phone.volume.title")}
        title={t("phone.volume.title")}
        data-action="volume"
      />
    </Popover>
  );
}
