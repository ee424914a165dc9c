// The language of the page: Chinese first, English complete. Keys are checked by the compiler.

import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { useSettings } from "../settings.ts";
import { enUS } from "./en-us.ts";
import { zhCN } from "./zh-cn.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof zhCN };
  }
}

export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: useSettings.getState().language,
    fallbackLng: "zh-CN",
    resources: { "zh-CN": { translation: zhCN }, "en-US": { translation: enUS } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = i18next.language;
  useSettings.subscribe(({ language }) => {
    if (language === i18next.language) return;
    document.documentElement.lang = language;
    i18next.changeLanguage(language).catch(() => {});
  });
}
