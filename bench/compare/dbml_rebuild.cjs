// A schema through DBML and back, by @dbml/core.
const path = require('node:path');
const [home, file] = process.argv.slice(2);
const { importer, exporter } = require(path.join(home, 'node_modules/@dbml/core'));
try {
  const dbml = importer.import(require('node:fs').readFileSync(file, 'utf8'), 'postgres');
  process.stdout.write(exporter.export(dbml, 'postgres'));
} catch (error) {
  const first = error.diags?.[0];
  console.error(first ? `line ${first.location?.start?.line}: ${first.message}` : String(error.message));
  process.exit(1);
}
