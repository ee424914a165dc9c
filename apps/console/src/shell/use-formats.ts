// Moments and words in the reader's language.

import type { Disposition, Language } from "@tellerline/sdk";
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

/** The same functions until the language changes: making formatters is slow. */
export function useFormats() {
  const { t, i18n } = useTranslation();
  return useMemo(() => formatsOf(t, i18n.language), [t, i18n.language]);
}

function formatsOf(t: TFunction, language: string) {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(language, { hour12: false, ...options });
    return (at: number) => formatter.format(at);
  };
  const percentage = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const number = new Intl.NumberFormat(language);
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
    languageName: (named: string | null) =>
      named === null ? "–" : t(`languageName.${named as Language}`, { defaultValue: named }),
    disposition: (disposition: string | null) =>
      disposition === null ? "–" : t(`disposition.${disposition as Disposition}`, { defaultValue: disposition }),
    percent: (share: number | null) => (share === null ? "–" : percentage.format(share)),
    count: (value: number) => number.format(value),
  };
}
