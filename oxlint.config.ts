import { defineConfig, type OxlintOverride } from 'oxlint';

/** Which other folders of `src/` each folder may import. CONTRIBUTING.md says why. */
const MAY_IMPORT = {
  course: [],
  kit: [],
  server: ['course'],
  runtime: ['course', 'kit'],
  recording: ['course', 'kit'],
  scaffold: ['course'],
  judge: ['course', 'kit', 'runtime', 'server', 'simulator'],
  sweep: ['course', 'kit', 'judge', 'recording'],
  grading: ['course', 'kit', 'judge', 'runtime', 'server'],
  workshop: ['course', 'kit'],
} as const satisfies Record<string, readonly string[]>;

/** The SDK's native half: only processes of their own load it, and the maker of the shared bundle. */
const NATIVE = ['@temporalio/testing', '@temporalio/worker'];

/** What the simulator does not know. It has a `server` of its own. */
const BESIDE_SIMULATOR = [...Object.keys(MAY_IMPORT), 'cli'].filter(
  (folder) => !['kit', 'server'].includes(folder),
);

/** Forbids imports by patterns as in a `.gitignore`: what begins with `!` is allowed after all. */
function forbids(
  files: readonly string[],
  group: readonly string[],
  message: string,
): OxlintOverride {
  return {
    files: [...files],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ group: [...group], message }] }] },
  };
}

const boundaries: OxlintOverride[] = [
  ...Object.entries(MAY_IMPORT).map(([folder, others]) => {
    const usesSdk = ['server', 'runtime'].includes(folder);
    return forbids(
      [`src/${folder}/**`],
      [
        '../**',
        '#**',
        ...(usesSdk ? NATIVE : ['@temporalio/**']),
        ...others.map((other) => `!../${other}/**`),
      ],
      `Of src, src/${folder} may import ${others.join(', ') || 'only itself'}: see oxlint.config.ts.`,
    );
  }),
  forbids(
    [
      'src/runtime/host-main.ts',
      'src/runtime/own-activities.ts',
      'src/runtime/own-tests.ts',
      'src/runtime/test-bench.ts',
      'src/runtime/bundle.ts',
      'src/server/sdk-download-main.ts',
    ],
    ['../**', '#**', '!../course/**', '!../kit/**'],
    'These may load the native half, and import course and kit.',
  ),
  forbids(
    ['src/grading/formats/*'],
    ['../../**', '#**', '@temporalio/**', '!../../kit/**'],
    'What writes reports down imports grading and kit.',
  ),
  forbids(
    ['src/grading/sandbox/*'],
    [
      '../../**',
      '#**',
      '@temporalio/**',
      ...MAY_IMPORT.grading.map((other) => `!../../${other}/**`),
    ],
    'What keeps answers apart imports grading, and what grading may.',
  ),
  forbids(
    ['src/grading/cohort/*'],
    ['../../**', '#**', ...NATIVE, ...MAY_IMPORT.grading.map((other) => `!../../${other}/**`)],
    'The cohort’s application imports the SDK, grading, and what grading may.',
  ),
  forbids(
    ['src/grading/cohort/book/*'],
    ['../../../**', '#**', '@temporalio/**', '!../../../course/**'],
    'Where grades are kept knows course and grading.',
  ),
  forbids(
    ['src/grading/cohort/worker.ts'],
    ['../../**', '#**'],
    'A cohort’s worker may load the native half; commands import it when they need it.',
  ),
  forbids(
    ['src/grading/proxy/*'],
    ['../**', '#**', '@temporalio/**', '!@temporalio/proto'],
    'The proxy knows the server’s protocol, and nothing else of the SDK or of ours.',
  ),
  // The simulator also runs in browsers. Its parts import one another, and of the rest only the kit.
  ...[
    { files: ['src/simulator/**'], others: ['@temporalio/**', 'node:*'] },
    { files: ['src/simulator/sandbox/*'], others: [...NATIVE, 'node:*'] },
    { files: ['src/simulator/node/*'], others: ['@temporalio/**'] },
  ].map(({ files, others }) =>
    forbids(
      files,
      ['#**', ...others, ...BESIDE_SIMULATOR.map((folder) => `**/${folder}/**`)],
      'The simulator imports itself and the kit; only its sandbox knows the SDK, only src/simulator/node Node.',
    ),
  ),
  forbids(
    ['src/workshop/pages/*'],
    ['../../**', '#**', '@temporalio/**', 'node:*', '!../*.ts'],
    'The board’s pages run in a browser, and import what of src/workshop does too.',
  ),
  forbids(
    ['src/cli/*'],
    ['../../**', '#**', '@temporalio/**'],
    'src/cli may import all of src, and nothing beside it.',
  ),
  forbids(
    ['src/cli/commands/*'],
    ['../../../**', '#**', '@temporalio/**'],
    'src/cli may import all of src, and nothing beside it.',
  ),
  forbids(
    ['site/**', 'lessons/**'],
    ['**/src/**', '**/solutions/**', '!**/src/course/**', '!**/src/kit/**', '!**/src/recording/**'],
    'Pages may import course, kit and recording of src, and never show a solution.',
  ),
  forbids(
    ['katas/**', 'solutions/**'],
    ['../**', '#**'],
    'An answer imports the SDK and the files beside it; it knows nothing of the kit.',
  ),
  forbids(
    ['katas/*/histories/*'],
    ['**/src/**', '**/solutions/**', '#**', '!**/src/kit/**', '!**/src/recording/**'],
    'What records a kata’s histories imports the kata, and kit and recording of src.',
  ),
  forbids(
    ['katas/**/workflows.test.ts', 'katas/**/world.ts', 'katas/**/*.world.ts'],
    ['**', '!#kit', '!./**', './workflows.ts'],
    'A suite imports #kit and the files beside it; it never meets the SDK or the answer.',
  ),
];

const ENTRIES = [
  'src/cli/main.ts',
  '**/*.mjs',
  '**/*-main.ts',
  'bench/main.ts',
  'bench/leaving.ts',
];

export default defineConfig({
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'promise', 'node'],
  categories: { correctness: 'error' },
  options: { typeAware: true, reportUnusedDisableDirectives: 'error' },
  ignorePatterns: ['node_modules', 'answers', 'dist', '.dojo', '.astro'],
  rules: {
    // A promise that nobody awaits loses its error and, in a workflow, its place in the order.
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-deprecated': 'error',
    'typescript/no-unnecessary-type-assertion': 'error',
    'typescript/switch-exhaustiveness-check': [
      'error',
      { considerDefaultExhaustiveForUnions: true },
    ],
    'typescript/consistent-type-imports': 'error',
    'typescript/ban-ts-comment': 'error',
    eqeqeq: 'error',
    'no-throw-literal': 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    'unicorn/prefer-node-protocol': 'error',
    'import/no-cycle': 'error',
    'import/no-duplicates': 'error',
    // What answers print may hold control characters, and what we print does.
    'no-control-regex': 'off',
    'no-restricted-properties': [
      'error',
      {
        object: 'process',
        property: 'exit',
        message: 'Return a code or throw: only src/cli/main.ts and processes of their own exit.',
      },
    ],
  },
  overrides: [
    {
      files: ['src/**', 'site/**', 'bench/**'],
      rules: { 'max-lines': ['error', { max: 299 }] },
    },
    { files: ['src/cli/commands/*'], rules: { 'max-lines': ['error', { max: 149 }] } },
    { files: ['src/**'], rules: { 'no-console': 'error' } },
    {
      files: [...ENTRIES, 'src/cli/**', 'src/judge/plain-vitest.ts'],
      rules: { 'no-console': 'off' },
    },
    { files: ENTRIES, rules: { 'no-restricted-properties': 'off' } },
    ...boundaries,
    // A starting point names what the learner will use, and uses none of it yet.
    {
      files: ['katas/**/{workflows,activities,client,tests}.ts', '**/*.cjs'],
      rules: { 'no-unused-vars': 'off' },
    },
    // A suite may import the text of a file (`?raw`), which exports no default as code.
    { files: ['katas/**/workflows.test.ts'], rules: { 'import/default': 'off' } },
    // tsconfig.json, which says that an array's element may be missing, is not asked about these.
    { files: ['site/**'], rules: { 'typescript/no-unnecessary-type-assertion': 'off' } },
    {
      files: ['**/*.test.ts'],
      plugins: ['vitest'],
      rules: {
        'vitest/no-focused-tests': 'error',
        'vitest/no-disabled-tests': 'error',
        'vitest/no-identical-title': 'error',
        'vitest/valid-expect': ['error', { maxArgs: 2 }],
        // Tests also assert by functions of their own, or by calls that must not throw.
        'vitest/expect-expect': 'off',
        'vitest/no-conditional-expect': 'off',
        'vitest/no-standalone-expect': 'off',
        'vitest/require-mock-type-parameters': 'off',
        'vitest/require-to-throw-message': 'off',
        'vitest/valid-title': 'off',
      },
    },
  ],
});
