const silent = () => undefined;

/** A logger for the SDK that says nothing: what it tells is for whoever runs a Worker. */
export const SILENT = {
  log: silent,
  trace: silent,
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
};
