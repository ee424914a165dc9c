// Vite of the console. `npm run dev` style work: `npx vite apps/console` beside a running product on port 8080.

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const product = process.env.TELLERLINE_URL ?? "http://localhost:8080";

export default defineConfig({
  plugins: [react()],
  build: { target: "es2023", chunkSizeWarningLimit: 1200 },
  server: {
    proxy: {
      "/api": { target: product, ws: true, headers: { origin: product } },
      "/sip": { target: product.replace(/^http/, "ws"), ws: true, headers: { origin: product } },
    },
  },
});
