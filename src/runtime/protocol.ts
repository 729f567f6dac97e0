// The package is CommonJS whose names Node cannot see: they are all on its default export.
import proto from '@temporalio/proto';

/** The server's protocol, as values: enumerations and message codecs. Types: @temporalio/proto. */
export const protocol = proto.temporal.api;
