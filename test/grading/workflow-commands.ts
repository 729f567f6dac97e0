/** A line of a log that GitHub's runner takes for a command. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly text: string;
}

/**
 * Reads a line as GitHub's runner does, in its new way (`::name key=value::text` at the beginning)
 * and in its old one (`##[name key=value;]text` anywhere):
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function commandIn(line: string): WorkflowCommand | undefined {
  const found =
    /^\s*::(?<name>[^\s:]+)(?: (?<given>.*?))?::(?<text>.*)$/s.exec(line) ??
    /##\[(?<name>[^\s\]]+)(?: (?<given>[^\]]*))?\](?<text>.*)$/s.exec(line);
  if (!found?.groups) return undefined;
  const { name = '', given = '', text = '' } = found.groups;
  const properties = given
    .split(/[,;]/)
    .filter(Boolean)
    .map((pair) => [pair.slice(0, pair.indexOf('=')), read(pair.slice(pair.indexOf('=') + 1))]);
  return { name, properties: Object.fromEntries(properties), text: read(text) };
}

/** All commands of a log: after `::stop-commands::word` a line is none, up to `::word::`. */
export function commandsIn(log: string): WorkflowCommand[] {
  const found: WorkflowCommand[] = [];
  let stopped: string | undefined;
  for (const line of log.split(/\r\n|[\r\n]/)) {
    const command = commandIn(line);
    if (!command) continue;
    if (stopped === undefined) found.push(command);
    if (command.name === stopped) stopped = undefined;
    else if (command.name === 'stop-commands') stopped ??= command.text;
  }
  return found;
}

function read(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}
