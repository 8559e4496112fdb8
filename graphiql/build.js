// Puts the page together in dist/: our files and the built files of the packages, as they are. Nothing is bundled,
// nothing is loaded from elsewhere.
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const files = {
  "src/index.html": "index.html",
  "src/page.css": "page.css",
  "src/page.js": "page.js",
  "node_modules/react/umd/react.production.min.js": "react.js",
  "node_modules/react-dom/umd/react-dom.production.min.js": "react-dom.js",
  "node_modules/graphql-ws/umd/graphql-ws.min.js": "graphql-ws.js",
  "node_modules/graphiql/graphiql.min.js": "graphiql.js",
  "node_modules/graphiql/graphiql.min.css": "graphiql.css",
};

rmSync(here("dist"), { recursive: true, force: true });
mkdirSync(here("dist"));
for (const [from, to] of Object.entries(files)) {
  cpSync(here(from), here(`dist/${to}`));
}
