import { Client, Connection } from '@temporalio/client';
import { CourseError } from '../../course/error.ts';
import { loadClientConnectConfig } from '@temporalio/envconfig';

/** Where a cluster is, as the SDK reads it from the environment. */
export interface Cluster {
  readonly address: string;
  readonly namespace: string;
}

/**
 * The cluster that the environment names, if it names one: `TEMPORAL_ADDRESS`, with
 * `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY` and what there is for TLS; or `TEMPORAL_PROFILE`, a part
 * of the SDK's configuration file.
 */
export function clusterNamed(environment: NodeJS.ProcessEnv = process.env): Cluster | undefined {
  if (!environment['TEMPORAL_ADDRESS'] && !environment['TEMPORAL_PROFILE']) return undefined;
  const { connectionOptions, namespace } = loadClientConnectConfig();
  return {
    address: connectionOptions.address ?? 'localhost:7233',
    namespace: namespace ?? 'default',
  };
}

/** @throws CourseError when the environment names none */
export function mustBeCluster(command: string): Cluster {
  const cluster = clusterNamed();
  if (cluster) return cluster;
  throw new CourseError(
    'That needs a Temporal cluster, and none is named.',
    `Say where it is: TEMPORAL_ADDRESS=host:7233 npx dojo ${command}`,
    { kind: 'usage' },
  );
}

/** A client of that cluster. It connects when it is first asked for something. */
export function clientOf({ namespace }: Cluster): Client {
  const { connectionOptions } = loadClientConnectConfig();
  return new Client({ connection: Connection.lazy(connectionOptions), namespace });
}
