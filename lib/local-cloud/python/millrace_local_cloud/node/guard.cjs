'use strict';
/**
 * Preloaded into the Node processes that LocalStack starts (kinesis-mock): they listen on the
 * loopback interface only, and do not outlive the process that started them.
 */
const net = require('node:net');

const WILDCARDS = new Set([undefined, null, '', '0.0.0.0', '::']);
const { listen } = net.Server.prototype;

net.Server.prototype.listen = function listenOnLoopback(...args) {
  const [first, second] = args;
  if (first !== null && typeof first === 'object' && 'port' in first) {
    if (WILDCARDS.has(first.host)) args[0] = { ...first, host: '127.0.0.1' };
  } else if (typeof first === 'number' || /^\d+$/.test(first)) {
    if (typeof second === 'string') args[1] = WILDCARDS.has(second) ? '127.0.0.1' : second;
    else args.splice(1, 0, '127.0.0.1');
  }
  return listen.apply(this, args);
};

const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(0);
}, 1_000).unref();
