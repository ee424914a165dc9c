// Urgent notices and those that want a receipt stand above every page until they are read.

import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import { pressing } from "./reading.ts";
import { useDeskNotices, useInbox } from "./use-inbox.ts";

export function NoticeBanners() {
  const { t } = useTranslation();
  const { data } = useDeskNotices();
  return (
    <div className="banners">
      {pressing(data?.items ?? []).map(({ id, title, urgency }) => (
        <Alert
          key={id}
          banner
          type={urgency === "urgent" ? "error" : "warning"}
          data-notice-banner={id}
          title={t(urgency === "urgent" ? "notices.urgentBanner" : "notices.confirmBanner", { title })}
          action={
            <Button size="small" onClick={() => useInbox.setState({ open: true, part: "notices", noticeId: id })}>
              {t("notices.view")}
            </Button>
          }
        />
      ))}
    </div>
  );
}
