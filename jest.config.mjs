/** Tests are ES modules; types are stripped by Node itself, as in production. */
const common = {
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/jest/strip-types.cjs' },
  testEnvironment: 'node',
  setupFilesAfterEnv: ['<rootDir>/test/support/jest/patience.ts'],
};

export default {
  workerIdleMemoryLimit: '2GB', // modules of a finished test file are not all given back
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/integration/'],
    },
    {
      ...common,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/integration/**/*.test.ts'],
      globalSetup: '<rootDir>/test/support/jest/integration-setup.cjs',
      globalTeardown: '<rootDir>/test/support/jest/integration-teardown.cjs',
    },
  ],
};
