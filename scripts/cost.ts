/** Writes the numbers of `docs/cost.md` anew: `npm run cost`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withSections } from './cost-section.ts';

const path = join(import.meta.dirname, '..', 'docs', 'cost.md');
writeFileSync(path, withSections(readFileSync(path, 'utf8')));
