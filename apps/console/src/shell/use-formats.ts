// Moments and words in the reader's language.

import type { Disposition, Language } from "@tellerline/sdk";
import { useTranslation } from "react-i18next";

export function useFormats() {
  const { t, i18n } = useTranslation();
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(i18n.language, { hour12: false, ...options });
    return (at: number) => formatter.format(at);
  };
  return {
    /** 14:05:09 */
    time: format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    /** 11/22 14:05:09 */
    dateTime: format({
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    }),
    date: format({ year: "numeric", month: "2-digit", day: "2-digit" }),
    languageName: (language: string | null) =>
      language === null ? "–" : t(`languageName.${language as Language}`, { defaultValue: language }),
    disposition: (disposition: string | null) =>
      disposition === null ? "–" : t(`disposition.${disposition as Disposition}`, { defaultValue: disposition }),
    percent: (share: number | null) =>
      share === null
        ? "–"
        : new Intl.NumberFormat(i18n.language, { style: "percent", maximumFractionDigits: 1 }).format(share),
    count: (value: number) => new Intl.NumberFormat(i18n.language).format(value),
  };
}
