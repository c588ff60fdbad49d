// node latency.mjs MODEL CALLERS SECONDS PHOTO…: the same work as Latency, with onnxruntime-node and sharp. With 0 SECONDS: one photograph, then
// the end, to measure the start. MODULES names the folder of node_modules that has both.
import { createRequire } from 'node:module';

const require = createRequire(process.env.MODULES + '/');
const ort = require('onnxruntime-node');
const sharp = require('sharp');
const [model, callers, seconds, ...photos] = process.argv.slice(2);
const megabytes = () => Math.round(process.memoryUsage.rss() / 1048576);
const side = 224;

const session = await ort.InferenceSession.create(model, +callers === 1 ? {} : { intraOpNumThreads: 1 });
const loaded = megabytes();

async function predict(photo) {
  const pixels = await sharp(photo).rotate().resize(side, side, { fit: 'fill' }).toColourspace('srgb').removeAlpha().raw().toBuffer();
  const input = new Float32Array(3 * side * side);
  for (let i = 0; i < side * side; i++) {
    for (let c = 0; c < 3; c++) input[c * side * side + i] = (pixels[3 * i + c] - 127.5) / 127.5;
  }
  const output = await session.run({ [session.inputNames[0]]: new ort.Tensor('float32', input, [1, 3, side, side]) }, [session.outputNames[0]]);
  const scores = output[session.outputNames[0]].data;
  return scores.indexOf(Math.max(...scores));
}

const first = await predict(photos[0]);
const idle = megabytes();
if (+seconds === 0) {
  console.log(first);
  process.exit(0);
}

const waits = [];
const until = performance.now() + 1000 * seconds;
await Promise.all(Array.from({ length: +callers }, async (_, caller) => {
  for (let i = caller; performance.now() < until; i++) {
    const start = performance.now();
    await predict(photos[i % photos.length]);
    waits.push(performance.now() - start);
  }
}));
waits.sort((a, b) => a - b);
console.log(JSON.stringify({
  count: waits.length, p50: waits[waits.length >> 1], p99: waits[Math.floor(waits.length * 0.99)], loaded, idle, resident: megabytes(),
}));
