// Scores raw pixels with Microsoft's own ONNX Runtime for Node.js: node score.mjs MODEL PIXELS HEIGHT WIDTH
// PIXELS holds float32 [N, 3, HEIGHT, WIDTH]. Prints the scores, [N, classes], as JSON.
import { readFile } from "node:fs/promises";
import ort from "onnxruntime-node";

const [model, pixels, height, width] = process.argv.slice(2);
const bytes = await readFile(pixels);
const numbers = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
const batch = numbers.length / (3 * height * width);
const session = await ort.InferenceSession.create(model);
const { Score } = await session.run({ input: new ort.Tensor("float32", numbers, [batch, 3, Number(height), Number(width)]) });
const classes = Score.dims[1];
console.log(JSON.stringify(Array.from({ length: batch }, (_, row) => Array.from(Score.data.slice(row * classes, (row + 1) * classes)))));
