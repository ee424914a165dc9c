// Vite of the chat widget: one script, chat.js, that any page may load.

import { defineConfig } from "vite";

export default defineConfig({
  base: "/widget/",
  build: {
    target: "es2022",
    rollupOptions: {
      input: "src/main.tsx",
      output: { format: "iife", entryFileNames: "chat.js" },
    },
  },
});
