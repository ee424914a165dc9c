// With which of his skills the agent works now (AG-05): taken up or put away with one click each, until he signs in again.

import { ToolOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getMySkills, type MySkills, setMySkills } from "@tellerline/sdk";
import { Alert, App, Button, Checkbox, Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queryClient } from "../api.ts";
import { problemDetail, problemText } from "../problem-text.ts";
import { Loaded } from "../shell/loaded.tsx";

const queryKey = ["mySkills"];

export function MySkillsButton({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Popover
      trigger="click"
      open={open && !disabled}
      onOpenChange={setOpen}
      title={t("mySkills.title")}
      content={<MySkillsList />}
      destroyOnHidden
    >
      <Button size="small" icon={<ToolOutlined />} disabled={disabled} data-action="mySkills">
        {t("mySkills.button")}
      </Button>
    </Popover>
  );
}

function MySkillsList() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const query = useQuery({ queryKey, queryFn: () => api.call(getMySkills) });
  const change = useMutation({
    mutationFn: (skillIds: string[]) => api.call(setMySkills, { body: { skillIds } }),
    onSuccess: (skills) => queryClient.setQueryData<MySkills>(queryKey, skills),
    onError: (error) => message.error([problemText(error), problemDetail(error)].filter(Boolean).join(" ")),
  });
  const toggle = (items: MySkills["items"], skillId: string) =>
    change.mutate(items.filter((item) => item.active !== (item.skillId === skillId)).map((item) => item.skillId));
  return (
    <Loaded query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="quiet">{t("mySkills.none")}</p>
        ) : (
          <div className="my-skills">
            {items.map(({ skillId, name, level, standard, active }) => (
              <Checkbox
                key={skillId}
                checked={active}
                disabled={change.isPending}
                onChange={() => toggle(items, skillId)}
                data-skill={name}
              >
                {name} <span className="quiet">{t("mySkills.level", { level })}</span>
                {active !== standard && <span className="quiet"> · {t("mySkills.changed")}</span>}
              </Checkbox>
            ))}
            {items.every(({ active }) => !active) && <Alert type="warning" showIcon title={t("mySkills.empty")} />}
            <p className="quiet">{t("mySkills.until")}</p>
          </div>
        )
      }
    </Loaded>
  );
}
