import { localAddresses } from '../addresses.ts';
import { EXIT } from '../exit.ts';
import { sayFinding, type Finding } from '../findings.ts';
import { kitFindings } from '../kit-findings.ts';
import { readReports, type Report } from '../learner-reports.ts';
import { reportsText } from '../learner-table.ts';
import { aboutHere, machine } from '../machine.ts';
import { workshopMachine } from '../workshop-machine.ts';

export interface DoctorOptions {
  readonly json?: boolean;
  /** Also look at what a workshop needs. */
  readonly workshop?: boolean;
  /** The folder with the offline bundles of a workshop. */
  readonly kit?: string;
  /** Folders and files with reports of learners' machines. */
  readonly collect?: readonly string[];
}

/** Says what is there and what is missing, and tries whether the judge starts. */
export async function doctor(options: DoctorOptions): Promise<number> {
  const { json = false, workshop = false, kit, collect } = options;
  const reports = collect && (await readReports(collect, await aboutHere()));
  const findings: Finding[] = [];
  for await (const finding of examined(options, reports ?? [])) {
    findings.push(finding);
    if (!json) sayFinding(finding);
  }
  const isWell = findings.every(({ state }) => state !== 'missing');
  const areReady = reports?.every(({ state }) => state === 'good') ?? true;
  if (json) {
    console.log(JSON.stringify([...findings, ...(reports ?? [])], undefined, 2));
  } else if (reports) {
    if (findings.length > 0) console.log();
    console.log(reportsText(reports));
  } else if (isWell) {
    const [first] = localAddresses();
    const listen = first ? ` --listen ${first.address}` : '';
    const board = `npx dojo workshop${listen}${kit === undefined ? '' : ` --kit ${kit}`}`;
    console.log(`\nAll is well. Begin: ${workshop ? board : 'npm start'}`);
  }
  if (!isWell) return EXIT.infra;
  return areReady ? EXIT.pass : EXIT.fail;
}

/** Who only collects reports does not ask about this machine. */
async function* examined(
  { workshop, kit, collect }: DoctorOptions,
  reports: readonly Report[],
): AsyncGenerator<Finding> {
  if (workshop || (collect === undefined && kit === undefined)) yield* machine();
  if (workshop) yield* workshopMachine();
  if (workshop || kit !== undefined) {
    yield* kitFindings(
      kit,
      reports.map(({ about }) => about?.platform ?? ''),
    );
  }
}
