/**
 * Text as a label of Mermaid between double quotes: whatever its grammar, Markdown or HTML could
 * take for more than text is an entity.
 *
 * Source: https://mermaid.js.org/syntax/flowchart.html, Entity codes to escape characters.
 */
export const mermaidText = (text: string): string =>
  text.replace(/[^\p{L}\p{M}\p{N} .,:()/@+=?|·×_-]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    return /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(char) ? ' ' : `#${code};`;
  });
