import { format } from 'node:util';

const LEVELS = {
  debug: 'DEBUG',
  error: 'ERROR',
  info: 'INFO',
  log: 'INFO',
  trace: 'TRACE',
  warn: 'WARN',
};

/** One entry of a function's log as Lambda writes it: a single line, whatever the text. */
export function logLine(request, level, text) {
  const oneLine = text.replaceAll('\n', '\r');
  return `${new Date().toISOString()}\t${request ?? 'undefined'}\t${level}\t${oneLine}\n`;
}

/** From now on the methods of `console` write log entries of the current request. */
export function captureConsole(currentRequest) {
  for (const [method, level] of Object.entries(LEVELS)) {
    console[method] = (...values) => {
      process.stdout.write(logLine(currentRequest(), level, format(...values)));
    };
  }
}
