import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { CourseError } from './error.ts';

/** A file of data that the course has once, and how it must look. */
export interface DataFile<Schema extends z.ZodType> {
  /** From the repository. */
  readonly path: string;
  readonly schema: Schema;
  /** Why there must be one, in a sentence. */
  readonly why: string;
  /** The source that says how it looks. */
  readonly source: string;
}

/** @throws CourseError when the file is missing, is no JSON, or does not look as it must */
export async function readData<Schema extends z.ZodType>(
  root: string,
  { path, schema, why, source }: DataFile<Schema>,
): Promise<z.infer<Schema>> {
  const text = await readFile(join(root, path), 'utf8').catch((cause: unknown) => {
    throw new CourseError(`${path} is missing.`, why, { cause });
  });
  const wrong = (what: string) =>
    new CourseError(`${path} is wrong: ${what}`, `${source} says how it looks.`);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw wrong(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
}
