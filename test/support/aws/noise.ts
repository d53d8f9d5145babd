/** Text of so many characters that no compression makes much smaller; another one for each seed. */
export function noise(characters: number, seed = 1): string {
  let state = seed * 2_654_435_761;
  const bytes = Buffer.alloc(Math.ceil((characters * 3) / 4));
  for (let i = 0; i < bytes.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes.toString('base64').slice(0, characters);
}
