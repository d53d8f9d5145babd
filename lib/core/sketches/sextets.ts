/** Characters that stand for the numbers 0 to 63. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Number of each character, by its code. */
const NUMBERS = Array.from({ length: 128 }, (_, code) =>
  ALPHABET.indexOf(String.fromCharCode(code)),
);

/** Most arguments that are given to one call. */
const CHUNK = 4_096;

/** A text with one character for each number below 64. */
export function encodeSextets(numbers: Uint8Array): string {
  const codes = numbers.map((number) => ALPHABET.charCodeAt(number));
  let text = '';
  for (let at = 0; at < codes.length; at += CHUNK) {
    text += String.fromCharCode(...codes.subarray(at, at + CHUNK));
  }
  return text;
}

/** The numbers in a text of {@link encodeSextets}. */
export function decodeSextets(text: string): Uint8Array {
  const numbers = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) numbers[i] = NUMBERS[text.charCodeAt(i)] ?? 0;
  return numbers;
}
