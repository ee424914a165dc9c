// The frame of all pages: navigation at the left (at the bottom on a narrow screen), softphone and account above.

import {
  AppstoreOutlined,
  BulbOutlined,
  ClusterOutlined,
  DashboardOutlined,
  GlobalOutlined,
  KeyOutlined,
  LogoutOutlined,
  NotificationOutlined,
  PhoneOutlined,
  SettingOutlined,
  ThunderboltOutlined,
  UserOutlined,
} from "@ant-design/icons";
import { Link, Outlet } from "@tanstack/react-router";
import type { Right } from "@tellerline/sdk";
import { StateMark } from "@tellerline/ui";
import { Button, Dropdown, Modal, Tooltip } from "antd";
import { type ReactNode, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ChatBadge, ChatKeeper } from "../chat/chat-keeper.tsx";
import { HotKeysForm } from "../desk/hot-keys-form.tsx";
import { SoftphoneBar } from "../desk/softphone-bar.tsx";
import { useDeskQuery } from "../desk/use-desk.ts";
import { InboxButton } from "../notices/inbox-button.tsx";
import { NoticeBanners } from "../notices/notice-banners.tsx";
import { PhoneKeeper } from "../phone/phone-keeper.tsx";
import { useScreenRecorder } from "../screen/use-screen-recorder.ts";
import { openEvents, useEvents } from "../server-events.ts";
import { PasswordForm } from "../session/password-page.tsx";
import { changeLanguage, endSession, leave, useMe } from "../session/session.ts";
import { useSettings } from "../settings.ts";
import { Banners } from "./banners.tsx";
import { Logo } from "./logo.tsx";
import { Waiting } from "./waiting.tsx";

interface Place {
  to: "/desk" | "/calls" | "/live" | "/notices" | "/admin" | "/tenants";
  name: "desk" | "calls" | "live" | "notices" | "admin" | "tenants";
  icon: ReactNode;
  needs: Right;
}

export const places: readonly Place[] = [
  { to: "/desk", name: "desk", icon: <AppstoreOutlined />, needs: "agent.work" },
  { to: "/live", name: "live", icon: <DashboardOutlined />, needs: "live.read" },
  { to: "/calls", name: "calls", icon: <PhoneOutlined />, needs: "records.readOwn" },
  { to: "/notices", name: "notices", icon: <NotificationOutlined />, needs: "notices.write" },
  { to: "/admin", name: "admin", icon: <SettingOutlined />, needs: "configuration.read" },
  { to: "/tenants", name: "tenants", icon: <ClusterOutlined />, needs: "tenants.manage" },
];

/** Whether a role sees a place; who may read all records may read his own. */
export function maySee(place: Pick<Place, "needs">, rights: readonly Right[]): boolean {
  if (place.needs === "records.readOwn" && rights.includes("records.read")) return true;
  return rights.includes(place.needs);
}

export function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  const isAgent = me.rights.includes("agent.work");
  const { data: desk } = useDeskQuery();
  useEffect(() => openEvents(() => leave(true)), []);
  useScreenRecorder();
  return (
    <div className={`shell${isAgent ? " with-softphone" : ""}`}>
      <a className="skip-link" href="#content">
        {t("nav.skip")}
      </a>
      <nav className="shell-nav" aria-label={t("nav.label")}>
        <Link to="/" className="shell-logo" aria-label={t("app.name")}>
          <Logo small />
        </Link>
        {places
          .filter((place) => maySee(place, me.rights))
          .map((place) => (
            <Link key={place.to} to={place.to} className="shell-place" activeProps={{ className: "active" }}>
              <span aria-hidden="true">{place.icon}</span>
              <span>{t(`nav.${place.name}`)}</span>
              {place.name === "desk" && <ChatBadge desk={desk} />}
            </Link>
          ))}
      </nav>
      <header className="shell-head">
        {isAgent ? <SoftphoneBar /> : <span className="shell-tenant">{me.tenant?.name ?? t("app.name")}</span>}
        <Account />
      </header>
      <main className="shell-main" id="content" tabIndex={-1}>
        <Banners desk={desk} />
        <NoticeBanners />
        <Suspense fallback={<Waiting />}>
          <Outlet />
        </Suspense>
      </main>
      {isAgent && <PhoneKeeper desk={desk} />}
      {isAgent && <ChatKeeper desk={desk} />}
    </div>
  );
}

function Account() {
  const { t } = useTranslation();
  const me = useMe();
  const { language, mode, setMode } = useSettings();
  const events = useEvents((state) => state.state);
  const [dialog, setDialog] = useState<"password" | "hotKeys">();
  const dark = mode === "dark";
  const actions: Record<string, () => void> = {
    language: () => changeLanguage(language === "zh-CN" ? "en-US" : "zh-CN", true),
    mode: () => setMode(dark ? "light" : "dark"),
    password: () => setDialog("password"),
    hotKeys: () => setDialog("hotKeys"),
    signOut: () => void endSession(false),
    everywhere: () => void endSession(true),
  };
  const items = [
    { key: "who", type: "group" as const, label: `${me.name} · ${t(`role.${me.role}`)}` },
    { key: "language", icon: <GlobalOutlined />, label: t("user.otherLanguage") },
    { key: "mode", icon: <BulbOutlined />, label: t(dark ? "user.light" : "user.dark") },
    ...(me.rights.includes("agent.work")
      ? [{ key: "hotKeys", icon: <ThunderboltOutlined />, label: t("user.hotKeys") }]
      : []),
    { key: "password", icon: <KeyOutlined />, label: t("user.password") },
    { type: "divider" as const },
    { key: "signOut", icon: <LogoutOutlined />, label: t("user.signOut") },
    { key: "everywhere", icon: <LogoutOutlined />, label: t("user.signOutEverywhere") },
  ];
  return (
    <div className="account">
      <InboxButton />
      <Tooltip title={t(`events.${events}`)}>
        <span className="connection" role="status" aria-label={t(`events.${events}`)} data-events={events}>
          <StateMark tone={events === "live" ? "ready" : events === "connecting" ? "reserved" : "alarm"} />
        </span>
      </Tooltip>
      <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => actions[key]?.() }}>
        <Button type="text" icon={<UserOutlined />} aria-label={t("user.menu")} data-action="account">
          <span className="account-name">{me.name}</span>
        </Button>
      </Dropdown>
      <Modal
        open={dialog === "password"}
        title={t("password.title")}
        footer={null}
        onCancel={() => setDialog(undefined)}
        destroyOnHidden
        width={400}
      >
        <PasswordForm onDone={() => setDialog(undefined)} />
      </Modal>
      <Modal
        open={dialog === "hotKeys"}
        title={t("hotKeys.title")}
        footer={null}
        onCancel={() => setDialog(undefined)}
        destroyOnHidden
        width={460}
      >
        <HotKeysForm />
      </Modal>
    </div>
  );
}
