// What PeerRun.java does, for V8: the same modes, arguments and output.
import { openSync, readFileSync, writeSync } from 'node:fs';
import { argv } from 'node:process';

const [mode, , file, ...rest] = argv.slice(2);
const figure = (name, value) => writeSync(2, `@${name} ${value}\n`);
const ms = (name, time) => figure(name, time.toFixed(4));

const start = performance.now();
const bytes = readFileSync(file);
const loading = performance.now();
const module = new WebAssembly.Module(bytes);
const loaded = performance.now();

async function wasi(args, stdin, root) {
  process.removeAllListeners('warning');
  const { WASI } = await import('node:wasi');
  return new WASI({
    version: 'preview1',
    args: ['program.wasm', ...args],
    env: {},
    preopens: root === '-' ? {} : { '/': root },
    stdin: openSync(stdin === '-' ? '/dev/null' : stdin, 'r'),
    returnOnExit: true,
  });
}

function steady(n, expected, seconds, cap) {
  const { exports } = new WebAssembly.Instance(module, {});
  const instantiated = performance.now();
  ms('load', loaded - loading);
  ms('instantiate', instantiated - loaded);
  const times = [];
  const begins = [];
  let best = Infinity;
  let settled = instantiated;
  let after;
  do {
    const before = performance.now();
    const result = exports.run(n);
    after = performance.now();
    if (result !== expected) {
      figure('wrong', result);
      return;
    }
    const time = after - before;
    begins.push(before);
    times.push(time);
    if (times.length === 1) {
      ms('first', time);
      ms('firstResult', after - loading);
    }
    if (time < best * 0.97) {
      best = time;
      settled = after;
    }
  } while (after - instantiated < cap * 1e3 && (after - settled < seconds * 1e3 || times.length < 5));
  const middle = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
  const median = middle(times.slice(times.length >> 1));
  ms('steady', median);
  figure('calls', times.length);
  let from = times.length - 1;
  for (let i = 0; i + 3 <= times.length; i++) {
    if (middle(times.slice(i, i + 3)) <= 1.1 * median) {
      from = i;
      break;
    }
  }
  ms('toPeak', begins[from] - loading);
}

function steps(host, imports, lines) {
  const instance = new WebAssembly.Instance(module, imports);
  const { exports } = instance;
  if (host) {
    // Tells the host which memory its functions work on, and calls _initialize.
    host.initialize(instance);
  } else {
    exports._initialize?.();
  }
  const variables = new Map();
  const value = (text) => (text.startsWith('$') ? variables.get(text.slice(1)) : Number(text)) | 0;
  const view = (address, length) => new Uint8Array(exports.memory.buffer, address >>> 0, length);
  let seen = '';
  for (const line of lines) {
    const [what, ...fields] = line.split('\t');
    switch (what) {
      case 'call':
        variables.set(fields[1], exports[fields[0]](...fields.slice(2).map(value)) | 0);
        break;
      case 'write': {
        const data = Buffer.from(fields[1], 'hex');
        view(value(fields[0]), data.length).set(data);
        break;
      }
      case 'load8':
        variables.set(fields[0], view(value(fields[1]), 1)[0]);
        break;
      case 'load32': {
        const at = (value(fields[1]) + value(fields[2])) >>> 0;
        variables.set(fields[0], new DataView(exports.memory.buffer).getInt32(at, true));
        break;
      }
      case 'result':
        seen += `${value(fields[0])}\n`;
        break;
      case 'read':
        seen += `${Buffer.from(view(value(fields[0]), value(fields[1]))).toString('hex')}\n`;
        break;
      default:
        throw new Error(line);
    }
  }
  writeSync(1, seen);
}

if (mode === 'steady') {
  steady(...rest.map(Number));
} else if (mode === 'command') {
  const host = await wasi(rest.slice(2), rest[0], rest[1]);
  const status = host.start(new WebAssembly.Instance(module, host.getImportObject()));
  if (status) {
    throw new Error(`exit ${status}`);
  }
} else {
  const host = rest[0] === 'wasi' ? await wasi([], '-', '-') : undefined;
  steps(
    host,
    host?.getImportObject() ?? {},
    readFileSync(rest[1], 'utf8').split('\n').filter((line) => line !== ''),
  );
}
figure('peak', process.resourceUsage().maxRSS);
