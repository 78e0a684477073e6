// Counts what a page asks of WebGPU. Loaded before every engine, so that none keeps an unwrapped method; `gpuCalls()` gives
// the numbers so far.
{
  const counts = { dispatches: 0, submits: 0, bindGroups: 0, buffers: 0, pipelines: 0, written: 0, read: 0 };
  const wrap = (kind, method, count) => {
    const prototype = globalThis[kind]?.prototype;
    const old = prototype?.[method];
    if (!old) return;
    prototype[method] = function (...args) {
      count(args, this);
      return old.apply(this, args);
    };
  };
  const one = (name) => () => { counts[name] += 1; };
  wrap('GPUComputePassEncoder', 'dispatchWorkgroups', one('dispatches'));
  wrap('GPUComputePassEncoder', 'dispatchWorkgroupsIndirect', one('dispatches'));
  wrap('GPUQueue', 'submit', one('submits'));
  wrap('GPUDevice', 'createBindGroup', one('bindGroups'));
  wrap('GPUDevice', 'createComputePipeline', one('pipelines'));
  wrap('GPUDevice', 'createComputePipelineAsync', one('pipelines'));
  wrap('GPUDevice', 'createBuffer', ([{ size, mappedAtCreation }]) => {
    counts.buffers += 1;
    if (mappedAtCreation) counts.written += size;
  });
  wrap('GPUQueue', 'writeBuffer', ([, , data, offset = 0, size]) => {
    const element = data.BYTES_PER_ELEMENT ?? 1;
    counts.written += size === undefined ? data.byteLength - offset * element : size * element;
  });
  wrap('GPUBuffer', 'mapAsync', ([mode, offset = 0, size], buffer) => {
    if (mode & GPUMapMode.READ) counts.read += size ?? buffer.size - offset;
    else counts.written += size ?? buffer.size - offset;
  });
  globalThis.gpuCalls = () => ({ ...counts });
}
