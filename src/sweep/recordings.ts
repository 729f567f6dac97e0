import { recordedCode, RECORDINGS, type RecordedCode } from '../recording/recorded-code.ts';
import type { LessonFiles } from './course-files.ts';
import { lineAt, type Problem } from './problem.ts';

const RECORDED = /^recordings\/(.+)\.json$/;

/** A history that a page shows is one of the code that lies beside it. */
export function recordings({ folder, lesson }: LessonFiles): Problem[] {
  const list = lesson[RECORDINGS] ?? '';
  return Object.entries(lesson).flatMap(([path, text]): Problem[] => {
    const [, name] = RECORDED.exec(path) ?? [];
    if (name === undefined) return [];
    const code = codeOf(text);
    if (code && recordedCode(lesson, code.file).hash === code.hash) return [];
    return [
      {
        where: `lessons/${folder}/${RECORDINGS}`,
        line: lineAt(list, list.indexOf(`'${name}'`)),
        wrong: code
          ? `'${name}' was recorded when ${code.file}, or what it uses, was another.`
          : `'${name}' does not say of which code it was recorded.`,
        fix: `Type: npm run record -- ${folder.replace(/^\d+-/, '')}`,
      },
    ];
  });
}

/** What a recording says of its code; nothing when it is damaged, or from before it said so. */
function codeOf(json: string): RecordedCode | undefined {
  try {
    return (JSON.parse(json) as { code?: RecordedCode }).code;
  } catch {
    return undefined;
  }
}
