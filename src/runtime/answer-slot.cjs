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
workflows.durableDojoExports = async () =>
  Object.keys(answer.exports).filter((name) => typeof answer.exports[name] === 'function');
module.exports = workflows;
