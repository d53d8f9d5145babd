/** Characters that stand for the numbers 0 to 63. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Number of each character, by its code. */
const NUMBERS = Array.from({ length: 128 }, (_, code) =>
  ALPHABET.indexOf(String.fromCharCode(code)),
);

/** Most arguments that are given to one call. */
const CHUNK = 4_096;

/** Code of the character of each number. */
const CODES = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0));

/** A text with one character for each number below 64. */
export function encodeSextets(numbers: Uint8Array): string {
  const codes = new Array<number>(Math.min(numbers.length, CHUNK));
  let text = '';
  for (let from = 0; from < numbers.length; from += CHUNK) {
    codes.length = Math.min(numbers.length - from, CHUNK);
    for (let i = 0; i < codes.length; i++) codes[i] = CODES[numbers[from + i] ?? 0] ?? 0;
    text += String.fromCharCode(...codes); // an array, as spreading typed ones is slow
  }
  return text;
}

/** The numbers in a text of {@link encodeSextets}. */
export function decodeSextets(text: string): Uint8Array {
  const numbers = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) numbers[i] = NUMBERS[text.charCodeAt(i)] ?? 0;
  return numbers;
}
