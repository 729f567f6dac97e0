// The place in the workflow bundle where an answer goes. The SDK's own bundler bundles this file
// once; the answer, compiled by esbuild, then takes the place of the marked line on every save.
const provided = {
  '@temporalio/workflow': require('@temporalio/workflow'),
  '@temporalio/common': require('@temporalio/common'),
};
const answer = { exports: {} };
(function (module, exports, require) {
  /*! DURABLE_DOJO_ANSWER */
})(answer, answer.exports, (id) => provided[id]);

const workflows = {};
for (const name of Object.keys(answer.exports)) {
  Object.defineProperty(workflows, name, {
    enumerable: true,
    value: answer.exports[name],
  });
}
/** A workflow of ours: that it returns shows that the answer loads, and what it exports. */
workflows.durableDojoExports = async () => {
  const names = Object.keys(answer.exports);
  const isFunction = (name) => typeof answer.exports[name] === 'function';
  return {
    workflows: names.filter(isFunction),
    data: names.filter((name) => !isFunction(name)),
  };
};
/** A workflow of ours: data that the answer exports, or which part of it is more than data. */
workflows.durableDojoData = async (name) => {
  const seen = [];
  const strange = (value, path) => {
    if (value === null || ['string', 'boolean', 'undefined'].includes(typeof value)) return;
    if (Number.isFinite(value)) return;
    if (typeof value === 'number') return { path, is: String(value) };
    if (typeof value !== 'object') return { path, is: `a ${typeof value}` };
    const prototype = Object.getPrototypeOf(value);
    if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) {
      return { path, is: `a ${prototype.constructor?.name || 'class’s object'}` };
    }
    if (seen.includes(value)) return { path, is: 'part of itself' };
    seen.push(value);
    for (const [key, part] of Object.entries(value)) {
      const place = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
      const found = strange(part, place);
      if (found) return found;
    }
    seen.pop();
  };
  const value = answer.exports[name];
  const found = strange(value, name);
  return found ? { kind: 'not-plain', ...found } : { kind: 'data', value };
};
module.exports = workflows;
