// The addresses of the console. Each page is a chunk of its own.

import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  lazyRouteComponent,
  Navigate,
} from "@tanstack/react-router";
import { PageState } from "@tellerline/ui";
import { useTranslation } from "react-i18next";
import { problemText } from "./problem-text.ts";
import { Gate } from "./session/gate.tsx";
import { useMe } from "./session/session.ts";
import { maySee, places } from "./shell/shell.tsx";

const root = createRootRoute({ component: Gate, notFoundComponent: NotFound, errorComponent: Crashed });

const index = createRoute({ getParentRoute: () => root, path: "/", component: Home });
const desk = createRoute({
  getParentRoute: () => root,
  path: "/desk",
  component: lazyRouteComponent(() => import("./desk/desk-page.tsx"), "DeskPage"),
});
const calls = createRoute({
  getParentRoute: () => root,
  path: "/calls",
  component: lazyRouteComponent(() => import("./calls/calls-page.tsx"), "CallsPage"),
});
const lostCalls = createRoute({
  getParentRoute: () => root,
  path: "/lost-calls",
  component: lazyRouteComponent(() => import("./calls/lost-calls-page.tsx"), "LostCallsPage"),
});
const callBacks = createRoute({
  getParentRoute: () => root,
  path: "/call-backs",
  component: lazyRouteComponent(() => import("./calls/call-backs-page.tsx"), "CallBacksPage"),
});
const record = createRoute({
  getParentRoute: () => root,
  path: "/calls/$interactionId",
  component: lazyRouteComponent(() => import("./calls/record-page.tsx"), "RecordPage"),
});
const live = createRoute({
  getParentRoute: () => root,
  path: "/live",
  component: lazyRouteComponent(() => import("./live/live-page.tsx"), "LivePage"),
});
const wallboards = createRoute({
  getParentRoute: () => root,
  path: "/wallboards",
  component: lazyRouteComponent(() => import("./wallboards/wallboards-page.tsx"), "WallboardsPage"),
});
const wallboard = createRoute({
  getParentRoute: () => root,
  path: "/wallboards/$boardId",
  component: lazyRouteComponent(() => import("./wallboards/wallboard-page.tsx"), "WallboardPage"),
});
const floorPlans = createRoute({
  getParentRoute: () => root,
  path: "/seat-map",
  component: lazyRouteComponent(() => import("./seat-map/floor-plans-page.tsx"), "FloorPlansPage"),
});
const floorPlan = createRoute({
  getParentRoute: () => root,
  path: "/seat-map/$planId",
  component: lazyRouteComponent(() => import("./seat-map/floor-plan-page.tsx"), "FloorPlanPage"),
});
const notices = createRoute({
  getParentRoute: () => root,
  path: "/notices",
  component: lazyRouteComponent(() => import("./notices/notices-page.tsx"), "NoticesPage"),
});
const admin = createRoute({
  getParentRoute: () => root,
  path: "/admin",
  component: lazyRouteComponent(() => import("./admin/admin-page.tsx"), "AdminPage"),
});
const adminPart = createRoute({
  getParentRoute: () => root,
  path: "/admin/$part",
  component: lazyRouteComponent(() => import("./admin/admin-page.tsx"), "AdminPage"),
});
const tenants = createRoute({
  getParentRoute: () => root,
  path: "/tenants",
  component: lazyRouteComponent(() => import("./admin/tenants-page.tsx"), "TenantsPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    ...[index, desk, calls, lostCalls, callBacks, record, live, wallboards, wallboard, floorPlans, floorPlan],
    ...[notices, admin, adminPart, tenants],
  ]),
  defaultPreload: "intent",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

/** The first place that the role sees. */
function Home() {
  const { rights } = useMe();
  const first = places.find((place) => maySee(place, rights));
  return first === undefined ? <NotFound /> : <Navigate to={first.to} replace />;
}

function NotFound() {
  const { t } = useTranslation();
  return <PageState kind="empty" title={t("page.notFound")} detail={t("page.notFoundText")} />;
}

function Crashed({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const retry = { label: t("common.retry"), onClick: reset };
  return (
    <PageState
      kind="error"
      title={t("page.crashed")}
      detail={`${problemText(error)} ${String(error)}`}
      action={retry}
    />
  );
}
