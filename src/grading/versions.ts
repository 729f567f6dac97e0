import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GradeReport } from './report.ts';

/** What a grade was given with: the course, Node and the SDK. */
export async function ownVersions(root: string): Promise<GradeReport['versions']> {
  const { version = '', dependencies = {} } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  ) as { version?: string; dependencies?: Record<string, string> };
  const sdk = dependencies['@temporalio/workflow'] ?? '';
  return { dojo: version, node: process.versions.node, sdk };
}
