/** Characters that stand for the numbers 0 to 63. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Number of each character, by its code. */
const NUMBERS = Array.from({ length: 128 }, (_, code) =>
  ALPHABET.indexOf(String.fromCharCode(code)),
);

/** A text with one character for each number below 64. */
export function encodeSextets(numbers: Iterable<number>): string {
  let text = '';
  for (const number of numbers) text += ALPHABET.charAt(number);
  return text;
}

/** The numbers in a text of {@link encodeSextets}. */
export const decodeSextets = (text: string): number[] =>
  Array.from(text, (character) => NUMBERS[character.charCodeAt(0)] ?? 0);
