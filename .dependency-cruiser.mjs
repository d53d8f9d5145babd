/** Import directions; the picture and the reasons are in docs/architecture.md. */
const mayImport = {
  errors: [],
  core: ['errors'],
  pipeline: ['core', 'errors'],
  ports: ['core', 'errors'],
  runtime: ['core', 'errors', 'pipeline', 'ports'],
  serving: ['core', 'errors', 'pipeline', 'ports'],
  adapters: ['core', 'errors', 'pipeline', 'ports', 'runtime', 'serving'],
  functions: ['core', 'errors', 'pipeline', 'ports', 'runtime', 'serving', 'adapters'],
  testing: ['core', 'errors', 'pipeline', 'ports', 'runtime', 'serving', 'adapters'],
  client: ['core', 'errors', 'pipeline', 'ports', 'serving', 'adapters'],
  'local-cloud': [],
  package: [],
  cli: [
    ...['core', 'errors', 'pipeline', 'ports', 'runtime', 'serving', 'adapters', 'functions'],
    ...['local-cloud', 'package'],
  ],
  constructs: ['core', 'errors', 'pipeline', 'package'],
};

export default {
  forbidden: [
    ...Object.entries(mayImport).map(([folder, others]) => ({
      name: `${folder}-imports-only-what-it-may`,
      comment: `lib/${folder} may import from itself and from: ${others.join(', ') || 'nothing'}.`,
      severity: 'error',
      from: { path: `^lib/${folder}/` },
      to: { path: '^lib/', pathNot: `^lib/(${[folder, ...others].join('|')})/` },
    })),
    {
      name: 'pure-folders-stay-pure',
      comment: 'Semantics must run anywhere: no packages, no Node modules, no AWS.',
      severity: 'error',
      from: { path: '^lib/(core|errors|pipeline|ports|runtime|serving)/' },
      to: { pathNot: '^lib/' },
    },
    {
      name: 'one-home-for-the-aws-sdk',
      comment:
        'Adapters use it; functions and the published client pass its clients on; nothing else knows it.',
      severity: 'error',
      from: { pathNot: '^(lib/adapters|lib/functions|lib/client|lambdas|test|examples|bench)/' },
      to: { path: '^node_modules/@aws-sdk/' },
    },
    {
      name: 'cdk-stays-out-of-lambdas',
      comment: 'aws-cdk-lib in a bundle costs megabytes and cold-start time.',
      severity: 'error',
      from: { path: '^(lambdas/|lib/(?!constructs/|cdk\\.ts))' },
      to: { path: '^node_modules/(aws-cdk-lib|constructs)/', reachable: true },
    },
    {
      name: 'no-cycles',
      comment:
        'A cycle is one module in several files; what an author goes on with after groupBy, and after that, are types in two.',
      severity: 'error',
      from: { pathNot: '^lib/pipeline/definition/(stream|grouped)\\.ts$' },
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
