// A page's code or data is on its way.

import { PageState } from "@tellerline/ui";
import { useTranslation } from "react-i18next";

export function Waiting() {
  const { t } = useTranslation();
  return <PageState kind="loading" title={t("common.loading")} />;
}
