import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const EXTENSIONS = ['.js', '.mjs', '.cjs'];

function problem(name, message) {
  return Object.assign(new Error(message), { name });
}

/**
 * The function that `folder/module.export` names, from an ES or a CommonJS module.
 *
 * @param {string} root - Folder of the unpacked code.
 * @param {string} name - As configured: `index.handler`, `folder/module.nested.handler`.
 */
export async function loadHandler(root, name) {
  const [, path, exported] = /^(.*?[^/.]+)\.([^/]+)$/.exec(name) ?? [];
  if (path === undefined || exported === undefined) {
    throw problem('Runtime.MalformedHandlerName', `Bad handler ${name}`);
  }
  const file = EXTENSIONS.map((extension) => resolve(root, path + extension)).find(existsSync);
  if (file === undefined) {
    throw problem('Runtime.ImportModuleError', `Error: Cannot find module '${path}'`);
  }
  const module = await import(pathToFileURL(file).href);
  for (const namespace of [module, module.default]) {
    const found = exported.split('.').reduce((value, key) => value?.[key], namespace);
    if (typeof found === 'function') return found;
  }
  throw problem('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
}
