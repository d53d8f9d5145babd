/** Ends what `integration-setup.cjs` has started. */
module.exports = async () => {
  const { releaseLocalCloud } = await import('../cloud/local-cloud.ts');
  await releaseLocalCloud(globalThis.localCloudOfThisRun);
};
