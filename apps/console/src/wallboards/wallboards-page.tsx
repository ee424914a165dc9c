// The boards of the tenant: made, changed, shown, deleted.

import { DesktopOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { listWallboards, removeWallboard, type Wallboard } from "@tellerline/sdk";
import { PageState } from "@tellerline/ui";
import { App, Button, Table, type TableColumnType } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queryClient } from "../api.ts";
import { problemText } from "../problem-text.ts";
import { Loaded } from "../shell/loaded.tsx";
import { BoardForm } from "./board-form.tsx";

export function WallboardsPage() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["wallboards"], queryFn: () => api.call(listWallboards) });
  const [open, setOpen] = useState<{ board: Wallboard | undefined }>();
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("wallboards.title")}</h1>
        <Link to="/live">{t("live.title")}</Link>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen({ board: undefined })}>
          {t("wallboards.new")}
        </Button>
      </div>
      <p className="quiet">{t("wallboards.hint")}</p>
      <Loaded query={query}>
        {({ items }) => (
          <div className="panel">
            {items.length === 0 ? (
              <PageState kind="empty" title={t("wallboards.empty")} detail={t("wallboards.emptyText")} />
            ) : (
              <Boards items={items} onEdit={(board) => setOpen({ board })} />
            )}
          </div>
        )}
      </Loaded>
      {open !== undefined && (
        <BoardForm
          key={open.board === undefined ? "" : `${open.board.id} ${open.board.version}`}
          board={open.board}
          onOpen={(board) => setOpen({ board })}
          onClose={() => setOpen(undefined)}
        />
      )}
    </div>
  );
}

function Boards({ items, onEdit }: { items: Wallboard[]; onEdit(board: Wallboard): void }) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const remove = ({ id, name }: Wallboard) =>
    modal.confirm({
      title: t("wallboards.removeSure", { name }),
      okText: t("wallboards.remove"),
      okButtonProps: { danger: true },
      cancelText: t("common.cancel"),
      onOk: async () => {
        try {
          await api.call(removeWallboard, { path: { id } });
          message.success(t("wallboards.removed"));
        } catch (error) {
          message.error(problemText(error));
        }
        await queryClient.invalidateQueries({ queryKey: ["wallboards"] });
      },
    });
  const columns: TableColumnType<Wallboard>[] = [
    { key: "name", title: t("wallboards.name"), dataIndex: "name" },
    { key: "columns", title: t("wallboards.columns"), align: "right", dataIndex: "columns" },
    { key: "tiles", title: t("wallboards.tileCount"), align: "right", render: (_, { tiles }) => tiles.length },
    {
      key: "do",
      align: "right",
      render: (_, board) => (
        <span className="row-actions">
          <Link to="/wallboards/$boardId" params={{ boardId: board.id }}>
            <DesktopOutlined /> {t("wallboards.show")}
          </Link>
          <Button size="small" onClick={() => onEdit(board)}>
            {t("common.edit")}
          </Button>
          <Button size="small" danger onClick={() => remove(board)}>
            {t("wallboards.remove")}
          </Button>
        </span>
      ),
    },
  ];
  return (
    <Table
      size="small"
      rowKey="id"
      columns={columns}
      dataSource={items}
      pagination={false}
      scroll={{ x: "max-content" }}
    />
  );
}
