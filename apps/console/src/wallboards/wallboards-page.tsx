// The boards of the tenant: made, changed, shown, deleted.

import { DesktopOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import {
  createWallboard,
  listWallboards,
  removeWallboard,
  updateWallboard,
  type Wallboard,
  type WallboardInput,
} from "@tellerline/sdk";
import { useTranslation } from "react-i18next";
import { CollectionPage } from "../admin/collection-page.tsx";
import type { CollectionSpec } from "../admin/collection-spec.ts";
import { api } from "../api.ts";
import { BoardFields, blankTile } from "./board-fields.tsx";
import "../admin/admin.css";
import "./wallboards.css";

const wallboardSpec: CollectionSpec<Wallboard, WallboardInput> = {
  name: "wallboards",
  needsToWrite: "live.read",
  list: () => api.call(listWallboards),
  create: (body) => api.call(createWallboard, { body }),
  update: (id, ifMatch, body) => api.call(updateWallboard, { path: { id }, headers: { "If-Match": ifMatch }, body }),
  remove: (id) => api.call(removeWallboard, { path: { id } }),
  nameOf: ({ name }) => name,
  columns: (t) => [
    { key: "name", title: t("admin.field.name"), dataIndex: "name" },
    { key: "columns", title: t("admin.field.tilesPerRow"), align: "right", dataIndex: "columns" },
    { key: "tiles", title: t("wallboards.tiles"), align: "right", render: (_, { tiles }) => tiles.length },
    {
      key: "show",
      align: "right",
      render: (_, { id }) => (
        <Link to="/wallboards/$boardId" params={{ boardId: id }}>
          <DesktopOutlined /> {t("wallboards.show")}
        </Link>
      ),
    },
  ],
  blank: {
    columns: 4,
    tiles: [
      { ...blankTile, size: "large", warning: 5, alarm: 10 },
      { ...blankTile, figure: "serviceLevel", size: "wide", warning: 80, alarm: 60 },
      { ...blankTile, figure: "longestWait", warning: 60, alarm: 180 },
      { ...blankTile, figure: "ready" },
    ],
  },
  toValues: ({ name, columns, tiles }) => ({ name, columns, tiles }),
  toInput: ({ name, columns, tiles }) => ({ name, columns, tiles }),
  fields: () => <BoardFields />,
  formWidth: 780,
};

export function WallboardsPage() {
  const { t } = useTranslation();
  const heading = (
    <>
      <h1>{t("admin.wallboards")}</h1>
      <Link to="/live">{t("live.title")}</Link>
    </>
  );
  return (
    <div className="page">
      <CollectionPage spec={wallboardSpec} heading={heading} />
      <p className="quiet">{t("wallboards.hint")}</p>
    </div>
  );
}
