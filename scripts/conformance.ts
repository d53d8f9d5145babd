import { loadCases } from '../test/conformance/load-cases.ts';
import { runCase } from '../test/conformance/run-case.ts';

/** `npm run conformance -- <folder or file>…`: exit 1 if any case fails, 2 if none could be read. */
const paths = process.argv.slice(2);
if (paths.length === 0) {
  process.stderr.write(
    'conformance: name a folder of cases; usage: npm run conformance -- <folder>\n',
  );
  process.exit(2);
}

let passed = 0;
let failed = 0;
for (const { file, case: one } of paths.flatMap(loadCases)) {
  const problems = runCase(one);
  if (problems.length === 0) passed++;
  else {
    failed++;
    process.stdout.write(`${one.id} (${file}): ${one.title}\n  ${problems.join('\n  ')}\n`);
  }
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
