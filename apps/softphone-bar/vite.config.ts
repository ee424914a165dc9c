// Vite of the softphone bar: bar.js, the script that any page may load, and the frame inside the element.

import { defineConfig, type Plugin } from "vite";

/** The script runs as a plain one, on pages that are not ours: its names stay in a function of its own. */
const plainScript: Plugin = {
  name: "plain-script",
  generateBundle(_options, bundle) {
    const script = bundle["bar.js"];
    if (script?.type !== "chunk" || script.imports.length > 0) throw new Error("bar.js must be one file of its own");
    script.code = `(()=>{${script.code}})();`;
  },
};

export default defineConfig({
  base: "/softphone/",
  plugins: [plainScript],
  build: {
    target: "es2022",
    modulePreload: false,
    rollupOptions: {
      input: { frame: "index.html", bar: "src/bar.ts" },
      output: { entryFileNames: ({ name }) => (name === "bar" ? "bar.js" : "assets/[name]-[hash].js") },
    },
  },
});
