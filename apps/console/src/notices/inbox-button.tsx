// The way to notices and messages in the head of every page, with how many are unread.

import { BellOutlined } from "@ant-design/icons";
import { Badge, Button, Drawer, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { useMe } from "../session/session.ts";
import { DeskNotices } from "./desk-notices.tsx";
import { Messages } from "./messages.tsx";
import { type InboxPart, useInbox, useUnread } from "./use-inbox.ts";
import "./notices.css";

export function InboxButton() {
  return useMe().agentId === null ? null : <Inbox />;
}

function Inbox() {
  const { t } = useTranslation();
  const { open, part } = useInbox();
  const unread = useUnread();
  const count = unread.notices + unread.messages;
  const name = count === 0 ? t("notices.open") : t("notices.openUnread", { count });
  const show = () =>
    useInbox.setState({ open: true, part: unread.notices === 0 && unread.messages > 0 ? "messages" : part });
  const label = (value: InboxPart) => (
    <span className="inbox-part">
      {t(`notices.${value}`)} <Badge count={unread[value]} size="small" />
    </span>
  );
  return (
    <>
      <Badge count={count} size="small" offset={[-6, 6]}>
        <Button type="text" icon={<BellOutlined />} aria-label={name} title={name} onClick={show} data-unread={count} />
      </Badge>
      <Drawer
        open={open}
        title={t("notices.open")}
        size={460}
        onClose={() => useInbox.setState({ open: false, target: undefined })}
        // The softphone stays in reach while one reads.
        mask={false}
        destroyOnHidden
        className="inbox"
      >
        <Segmented<InboxPart>
          block
          value={part}
          onChange={(value) => useInbox.setState({ part: value })}
          options={(["notices", "messages"] as const).map((value) => ({ value, label: label(value) }))}
        />
        <div className="inbox-body">{part === "notices" ? <DeskNotices /> : <Messages />}</div>
      </Drawer>
    </>
  );
}
