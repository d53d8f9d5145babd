import type { ViewVersions } from '../../ports/view-versions.ts';
import type { LaneTrouble } from '../../serving/lane-trouble.ts';
import type { RowSources } from '../../serving/query-rows.ts';

/** Where rows come from, and whether the lanes that make those of a view go on. */
export interface QuerySources extends RowSources {
  /** Which version of a view is read, if none is named. */
  readonly versions: Pick<ViewVersions, 'active'>;
  troubles(view: string): Promise<readonly LaneTrouble[]>;
}
