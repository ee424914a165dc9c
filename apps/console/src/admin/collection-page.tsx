// A list that is looked at, added to, changed and removed from; refusals stand at the field they are about.

import { DeleteOutlined, EditOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button, Table, type TableColumnType, Tooltip } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { queryClient } from "../api.ts";
import { problemDetail, problemText } from "../problem-text.ts";
import { useRight } from "../session/session.ts";
import { Loaded } from "../shell/loaded.tsx";
import { CollectionForm } from "./collection-form.tsx";
import type { CollectionSpec } from "./collection-spec.ts";

export interface CollectionPageProps<Item extends { id: string; version: number }, Input, Values> {
  spec: CollectionSpec<Item, Input, Values>;
  /** Instead of the list's name, where the list is a page of its own. */
  heading?: ReactNode;
}

export function CollectionPage<Item extends { id: string; version: number }, Input, Values extends object>({
  spec,
  heading,
}: CollectionPageProps<Item, Input, Values>) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const mayWrite = useRight(spec.needsToWrite);
  const [editing, setEditing] = useState<{ item: Item | undefined }>();
  const query = useQuery({
    queryKey: [spec.name],
    queryFn: spec.list,
    ...(spec.refetchMs === undefined ? {} : { refetchInterval: spec.refetchMs }),
  });
  const what = t(`admin.${spec.name}`);
  const remove = (item: Item) =>
    modal.confirm({
      title: t("admin.deleteTitle", { name: spec.nameOf(item) }),
      content: t("admin.deleteText"),
      okText: t("common.delete"),
      okButtonProps: { danger: true },
      cancelText: t("common.cancel"),
      onOk: async () => {
        try {
          await spec.remove(item.id);
          message.success(t("admin.deleted"));
        } catch (error) {
          message.error([problemText(error), problemDetail(error)].filter(Boolean).join(" "));
        }
        await queryClient.invalidateQueries({ queryKey: [spec.name] });
      },
    });
  const actions: TableColumnType<Item> = {
    key: "actions",
    align: "right",
    width: 90,
    render: (_, item) => (
      <>
        <Tooltip title={t("common.edit")}>
          <Button
            type="text"
            size="small"
            icon={<EditOutlined />}
            aria-label={`${t("common.edit")} ${spec.nameOf(item)}`}
            onClick={() => setEditing({ item })}
          />
        </Tooltip>
        <Tooltip title={t("common.delete")}>
          <Button
            type="text"
            size="small"
            danger
            icon={<DeleteOutlined />}
            aria-label={`${t("common.delete")} ${spec.nameOf(item)}`}
            onClick={() => remove(item)}
          />
        </Tooltip>
      </>
    ),
  };
  const columns = [...spec.columns(t), ...(mayWrite ? [actions] : [])];
  return (
    <>
      <div className="page-head">
        {heading ?? <h2>{what}</h2>}
        {mayWrite ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing({ item: undefined })}>
            {t("common.add")}
          </Button>
        ) : (
          <span className="quiet">{t("admin.readOnly")}</span>
        )}
      </div>
      <div className="panel admin-table">
        <Loaded query={query} empty={({ items }) => items.length === 0} emptyText={t("admin.empty", { what })}>
          {({ items }) => (
            <Table
              size="small"
              rowKey="id"
              columns={columns}
              dataSource={items}
              pagination={items.length > 50 ? { pageSize: 50, size: "small" } : false}
              scroll={{ x: "max-content" }}
            />
          )}
        </Loaded>
      </div>
      {editing !== undefined && (
        <CollectionForm spec={spec} item={editing.item} onClose={() => setEditing(undefined)} />
      )}
    </>
  );
}
