/** Ends what `integration-setup.cjs` has started. */
module.exports = async () => {
  const { releaseLocalCloud } = await import('./local-cloud.ts');
  await releaseLocalCloud(globalThis.localCloudOfThisRun);
};
