import type { temporal } from '@temporalio/proto';
import { COMMANDS } from './limits.ts';
import { NAMESPACE, protocol } from './protocol.ts';
import { Refusal, unless } from './refusal.ts';
import type { Tasks } from './tasks.ts';

type Command = temporal.api.command.v1.ICommand;

const { WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING: TERMINATE } =
  protocol.enums.v1.WorkflowIdReusePolicy;
const TYPES = protocol.enums.v1.CommandType;

/** Decisions that no kata is about, and that would reach beyond the run's namespace. */
const FOREIGN: ReadonlySet<number> = new Set([
  TYPES.COMMAND_TYPE_UNSPECIFIED,
  TYPES.COMMAND_TYPE_SCHEDULE_NEXUS_OPERATION,
  TYPES.COMMAND_TYPE_REQUEST_CANCEL_NEXUS_OPERATION,
]);

/**
 * What a workflow task may decide. It may do whatever a workflow may, also what is wrong: that is
 * the suite's to judge. It may not put a run in the place of one that is judged.
 *
 * @throws Refusal
 */
export function checkCommands(commands: readonly Command[], tasks: Tasks): void {
  unless(commands.length <= COMMANDS, 'commands');
  for (const command of commands) checkCommand(command, tasks);
}

/** Looks at all attributes, whichever the type says: the server reads the last that was sent. */
function checkCommand(command: Command, tasks: Tasks): void {
  const type = command.commandType ?? TYPES.COMMAND_TYPE_UNSPECIFIED;
  if (FOREIGN.has(type) || TYPES[type] === undefined) throw new Refusal('command');
  const child = command.startChildWorkflowExecutionCommandAttributes;
  if (child) {
    within(child.namespace);
    // A child may end another run to take its id (seen with test server 1.38), or take it afterwards.
    unless(child.workflowIdReusePolicy !== TERMINATE, 'substitution');
    unless(!tasks.isRoot(child.workflowId), 'substitution');
    unless(!child.cronSchedule, 'start');
  }
  const next = command.continueAsNewWorkflowExecutionCommandAttributes;
  if (next) unless(!next.cronSchedule, 'start');
  const signal = command.signalExternalWorkflowExecutionCommandAttributes;
  if (signal) within(signal.namespace);
  const cancel = command.requestCancelExternalWorkflowExecutionCommandAttributes;
  if (cancel) within(cancel.namespace);
  const activity = command.scheduleActivityTaskCommandAttributes;
  // Its task would come back with the answer, past the judge who performs activities.
  if (activity) activity.requestEagerExecution = false;
}

function within(namespace: string | null | undefined): void {
  unless(!namespace || namespace === NAMESPACE, 'namespace');
}
