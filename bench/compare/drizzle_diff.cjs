// What drizzle-kit makes of two databases, as SQL on stdout: both are pulled, and the second is generated on top of
// the first one's snapshot. Its questions about renames get the answer it puts first.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const [home, folder, oldUrl, newUrl] = process.argv.slice(2);
fs.symlinkSync(path.join(home, 'node_modules'), path.join(folder, 'node_modules'));

function kit(name, words, input) {
  const command = ['node', path.join(home, 'node_modules/drizzle-kit/bin.cjs'), ...words, '--config', name];
  // It asks only on a terminal, which script(1) is for it.
  const done = spawnSync(input ? 'script' : command[0], input ? ['-qec', command.join(' '), '/dev/null'] : command.slice(1), {
    cwd: folder, encoding: 'utf8', input, maxBuffer: 1 << 28, timeout: 500000,
  });
  if (done.status !== 0 || /Error:/.test(done.stdout)) {
    const lines = (done.stderr + '\n' + done.stdout).split('\n').filter((line) => line.trim());
    throw new Error(lines.find((line) => /Error:/.test(line)) ?? lines.pop() ?? 'failed');
  }
  return done.stdout;
}
function pull(out, url) {
  const config = { dialect: 'postgresql', out: './' + out, dbCredentials: { url }, schemasFilter: ['*', '!pg_*', '!information_schema'] };
  fs.writeFileSync(path.join(folder, out + '.json'), '');
  fs.writeFileSync(path.join(folder, out + '.config.ts'), 'export default ' + JSON.stringify(config));
  kit(out + '.config.ts', ['pull']);
}
try {
  pull('old', oldUrl);
  pull('new', newUrl);
  // What pull could not read is written as a call of nothing; the tool's users would put a type there by hand.
  const schema = path.join(folder, 'new/schema.ts');
  fs.writeFileSync(schema, fs.readFileSync(schema, 'utf8').replaceAll(/\bunknown\(/g, 'text('));
  const config = { dialect: 'postgresql', out: './old', schema: './new/schema.ts' };
  fs.writeFileSync(path.join(folder, 'generate.config.ts'), 'export default ' + JSON.stringify(config));
  kit('generate.config.ts', ['generate'], '\r'.repeat(200));
  const files = fs.readdirSync(path.join(folder, 'old')).filter((f) => f.endsWith('.sql')).sort();
  const made = files.length > 1 ? files[files.length - 1] : null;
  process.stdout.write(made ? fs.readFileSync(path.join(folder, 'old', made), 'utf8').replaceAll('--> statement-breakpoint', '') : '');
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
