/** Runs once, outside the tests and in Node itself, which strips types. */
module.exports = async () => {
  const { provideLocalCloud } = await import('../cloud/local-cloud.ts');
  globalThis.localCloudOfThisRun = await provideLocalCloud();
};
