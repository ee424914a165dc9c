// The look around everything: Ant Design's theme and our custom properties, both from tokens.ts.

import { App, ConfigProvider, type ThemeConfig, theme } from "antd";
import type { Locale } from "antd/es/locale";
import { type ReactNode, useLayoutEffect } from "react";
import { customProperties, fontFamily, type Mode, metrics, palettes } from "./tokens.ts";
import "./look.css";

function themeOf(mode: Mode): ThemeConfig {
  const { accent, ground, surface, line, text, quiet, tones } = palettes[mode];
  return {
    algorithm: mode === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: accent,
      colorInfo: accent,
      colorLink: accent,
      colorSuccess: tones.ready,
      colorWarning: tones.reserved,
      colorError: tones.alarm,
      colorBgLayout: ground,
      colorBgContainer: surface,
      colorBorder: line,
      colorBorderSecondary: line,
      colorText: text,
      colorTextSecondary: quiet,
      ...{ sizeUnit: 4, sizeStep: 3, paddingLG: 18, padding: 12, paddingSM: 9, marginLG: 16, margin: 12 },
      borderRadius: metrics.radius,
      fontSize: metrics.fontSize,
      controlHeight: metrics.controlHeight,
      fontFamily,
      motionDurationMid: "0.12s",
      motionDurationSlow: "0.16s",
      wireframe: false,
    },
    components: {
      Button: {
        primaryShadow: "none",
        defaultShadow: "none",
        dangerShadow: "none",
        fontWeight: 500,
        primaryColor: surface,
      },
      Table: { headerBg: "transparent", headerColor: quiet, cellPaddingBlockSM: 6, cellPaddingInlineSM: 10 },
      Tabs: { horizontalMargin: "0 0 12px 0" },
      Form: { itemMarginBottom: 14, verticalLabelPadding: "0 0 3px" },
    },
  };
}

export interface LookProps {
  mode: Mode;
  locale: Locale;
  children: ReactNode;
}

/** Wraps the whole page. */
export function Look({ mode, locale, children }: LookProps) {
  useLayoutEffect(() => {
    const { documentElement: root } = document;
    for (const [name, value] of Object.entries(customProperties(mode))) root.style.setProperty(name, value);
    root.style.colorScheme = mode;
  }, [mode]);
  return (
    <ConfigProvider theme={themeOf(mode)} locale={locale} button={{ autoInsertSpace: false }}>
      <App className="look">{children}</App>
    </ConfigProvider>
  );
}
