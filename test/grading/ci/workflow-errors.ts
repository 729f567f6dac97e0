import type * as Parser from '@actions/workflow-parser';
import { build } from 'esbuild';
import { ROOT } from './fork.ts';

/** GitHub's own parser of workflows. It imports JSON in a way that bundlers know, and Node does not. */
async function parser(): Promise<typeof Parser> {
  const { outputFiles } = await build({
    stdin: { contents: "export * from '@actions/workflow-parser';", resolveDir: ROOT },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  return (await import(`data:text/javascript;base64,${code}`)) as typeof Parser;
}

const { NoOperationTraceWriter, parseWorkflow } = await parser();

/** What GitHub would say against a workflow. */
export function workflowErrors(name: string, content: string): string[] {
  const { context } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(String);
}
