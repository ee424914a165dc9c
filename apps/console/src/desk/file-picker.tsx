// What to play to the customer and everybody in the talk.

import { useQuery } from "@tanstack/react-query";
import { getDirectory } from "@tellerline/sdk";
import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Loaded } from "../shell/loaded.tsx";

export function FilePicker({ onPick, onClose }: { onPick(fileId: string): void; onClose(): void }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["directory"], queryFn: () => api.call(getDirectory) });
  return (
    <Modal open title={t("picker.playFile")} onCancel={onClose} footer={null} width={420} destroyOnHidden>
      <p className="quiet">{t("picker.playFileHint")}</p>
      <Loaded query={query} empty={({ files }) => files.length === 0} emptyText={t("picker.nothing")}>
        {({ files }) => (
          <ul className="picker-list">
            {files.map(({ id, name }, index) => (
              <li key={id}>
                <Button
                  block
                  type="text"
                  autoFocus={index === 0}
                  onClick={() => {
                    onPick(id);
                    onClose();
                  }}
                  data-file={id}
                >
                  <span>{name}</span>
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Modal>
  );
}
