import type { Connection } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';

type Service = Connection['workflowService'];
type Command = temporal.api.command.v1.ICommand;

const LIMIT_MS = 10_000;

/**
 * Takes a fresh server through one small workflow, with an activity and a skipped timer, so that it
 * loads the classes that every run needs. The Worker's part is played by hand: the calls are what
 * counts.
 *
 * @param address `host:port`
 * @throws when a call fails or the whole takes longer than ten seconds
 */
export async function rehearse(address: string): Promise<void> {
  const { Connection } = await import('@temporalio/client');
  const connection = await Connection.connect({ address });
  try {
    await connection.withDeadline(Date.now() + LIMIT_MS, () => play(connection.workflowService));
  } finally {
    await connection.close();
  }
}

async function play(service: Service): Promise<void> {
  const { temporal } = (await import('@temporalio/proto')).default;
  const { msToTs } = await import('@temporalio/common/lib/time.js');
  const { CommandType } = temporal.api.enums.v1;
  const namespace = 'default';
  const name = 'rehearsal';
  const taskQueue = { name };
  const step = async (...commands: Command[]): Promise<void> => {
    const { taskToken } = await service.pollWorkflowTaskQueue({ namespace, taskQueue });
    await service.respondWorkflowTaskCompleted({ namespace, taskToken, commands });
  };

  await service.startWorkflowExecution({
    namespace,
    taskQueue,
    workflowId: name,
    workflowType: { name },
    requestId: name,
  });
  await step({
    commandType: CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK,
    scheduleActivityTaskCommandAttributes: {
      activityId: '1',
      activityType: { name },
      taskQueue,
      startToCloseTimeout: msToTs('5s'),
    },
  });
  const { taskToken } = await service.pollActivityTaskQueue({ namespace, taskQueue });
  await service.respondActivityTaskCompleted({ namespace, taskToken });
  await step({
    commandType: CommandType.COMMAND_TYPE_START_TIMER,
    startTimerCommandAttributes: { timerId: '2', startToFireTimeout: msToTs('1h') },
  });
  await step({
    commandType: CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION,
    completeWorkflowExecutionCommandAttributes: {},
  });
  await service.getWorkflowExecutionHistory({ namespace, execution: { workflowId: name } });
}
