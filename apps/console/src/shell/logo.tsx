// The name with its mark: a headset over a line.

import { useTranslation } from "react-i18next";

export function Logo({ small = false }: { small?: boolean }) {
  const { t } = useTranslation();
  return (
    <span className="logo">
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="7" />
        <path d="M8 20c0-7 3-10 8-10s8 3 8 10M6 19h5v6H7a1 1 0 0 1-1-1zm15 0h5v5a1 1 0 0 1-1 1h-4z" />
      </svg>
      <span className={small ? "visually-hidden" : undefined}>{t("app.name")}</span>
    </span>
  );
}
