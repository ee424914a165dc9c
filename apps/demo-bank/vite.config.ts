// Vite of the demo bank's web site; the product serves it under /bank/.

import { defineConfig } from "vite";

export default defineConfig({ base: "/bank/", build: { target: "es2023" } });
