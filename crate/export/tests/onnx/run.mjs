// Runs a model over pictures with onnxruntime-web and prints the probabilities as a list.
// node run.mjs <ort.node.min.mjs> <model.onnx> <pictures: bytes of 32 x 32 x 3>
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [, , runtime, model, pictures] = process.argv;
const ort = await import(pathToFileURL(runtime).href);
// One thread: nothing is left running at the end.
ort.env.wasm.numThreads = 1;
ort.env.logLevel = "error";
const session = await ort.InferenceSession.create(new Uint8Array(await readFile(model)), { executionProviders: ["wasm"] });
const bytes = new Uint8Array(await readFile(pictures));
const tensor = new ort.Tensor("uint8", bytes, [bytes.length / (32 * 32 * 3), 32, 32, 3]);
const { probabilities } = await session.run({ pictures: tensor });
process.stdout.write(JSON.stringify(Array.from(probabilities.data)));
process.exit(0);
