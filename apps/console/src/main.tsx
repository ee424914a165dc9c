// The console starts here.

import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { Look } from "@tellerline/ui";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queryClient } from "./api.ts";
import { startI18n } from "./i18n/i18n.ts";
import { router } from "./router.tsx";
import { useSettings } from "./settings.ts";
import "./console.css";
import "./desk/desk.css";

function Console() {
  const { language, mode } = useSettings();
  return (
    <Look mode={mode} locale={language === "zh-CN" ? zhCN : enUS}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </Look>
  );
}

await startI18n();
const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <Console />
    </StrictMode>,
  );
}
