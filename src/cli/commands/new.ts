import { scaffold } from '../../scaffold/index.ts';
import { EXIT } from '../exit.ts';
import { ROOT } from '../root.ts';

/** Begins a lesson: three folders that fail honestly until they are filled. */
export async function newLesson(
  slug: string,
  options: { readonly title?: string; readonly number?: number },
): Promise<number> {
  const files = await scaffold(ROOT, { slug, ...options });
  console.log(`Made ${files.length} files:`);
  for (const path of files) console.log(`  ${path}`);
  console.log(
    '\nEach says what it still wants. `npm test -- course` lists what is missing, and ends green when nothing is.',
  );
  return EXIT.pass;
}
