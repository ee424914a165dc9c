// A button with a menu that is made when it is wanted: a page with hundreds of them stays light.

import { MoreOutlined } from "@ant-design/icons";
import { Dropdown, type MenuProps } from "antd";
import { useEffect, useRef, useState } from "react";

export interface LazyMenuProps {
  /** What stands in it; asked when it opens. */
  items(): NonNullable<MenuProps["items"]>;
  onChoose(key: string): void;
  label: string;
}

export function LazyMenu({ items, onChoose, label }: LazyMenuProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const opened = useRef(false);
  useEffect(() => {
    // Whoever closes it by key is where he was.
    if (!open && opened.current) button.current?.focus();
    opened.current = open;
  }, [open]);
  const trigger = (
    <button
      ref={button}
      type="button"
      className="menu-button"
      aria-haspopup="menu"
      aria-expanded={open}
      aria-label={label}
      onClick={() => setOpen(true)}
    >
      <MoreOutlined />
    </button>
  );
  if (!open) return trigger;
  const choose = ({ key }: { key: string }) => {
    setOpen(false);
    onChoose(key);
  };
  return (
    <Dropdown open autoFocus trigger={["click"]} menu={{ items: items(), onClick: choose }} onOpenChange={setOpen}>
      {trigger}
    </Dropdown>
  );
}
