"""PyTorch on the work of the benchmark: torch_rows.py FOLDER THREADS PART SECONDS [ROWS] prints a line of JSON for each row
whose name holds ROWS. The folder is what `native export` wrote. Each row is tried in PyTorch's own layout and in
channels_last, and the faster one is told."""

import json
import math
import sys
import time
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

folder, threads, part, budget = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], float(sys.argv[4])
wanted = sys.argv[5] if len(sys.argv) > 5 else ""
torch.set_num_threads(threads)
work = json.loads((folder / "work.json").read_text())
SAMPLE, SAMPLES = 0.05, 12
LAYOUTS = {"NCHW": torch.contiguous_format, "channels_last": torch.channels_last}


def timed(call, calls):
    start = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - start) / calls


def clock(call):
    """Seconds of the first call, and of a call in each sample."""
    first = timed(call, 1)
    calls = math.ceil(SAMPLE / max(timed(call, 1), 1e-7))
    samples, start = [], time.perf_counter()
    while not samples or (len(samples) < SAMPLES and time.perf_counter() - start < budget):
        samples.append(timed(call, calls))
    return first, samples


def median(values):
    return sorted(values)[len(values) // 2]


def tell(row, tries, losses=None):
    """Prints the fastest of several layouts: {layout: (first, samples)}."""
    layout, (first, samples) = min(tries.items(), key=lambda item: median(item[1][1]))
    about = f"PyTorch {torch.__version__}, {threads} threads, the faster of two layouts (last: {layout})"
    print(json.dumps({"row": row, "first": first, "samples": samples, "losses": losses, "about": about}), flush=True)


def floats(file):
    return torch.frombuffer(bytearray((folder / file).read_bytes()), dtype=torch.float32)


class Block(nn.Module):
    def __init__(self, c_in, c_out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(c_in, c_out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(c_out)
        self.shortcut = nn.Sequential()
        if stride != 1 or c_in != c_out:
            self.shortcut.add_module("conv", nn.Conv2d(c_in, c_out, 1, stride, bias=False))
            self.shortcut.add_module("bn", nn.BatchNorm2d(c_out))

    def forward(self, x):
        main = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(main + self.shortcut(x))


class Network(nn.Module):
    """The residual network of crate/nn, with its names."""

    def __init__(self, width):
        super().__init__()
        self.stem = nn.ModuleDict({"conv": nn.Conv2d(3, width, 3, 1, 1, bias=False), "bn": nn.BatchNorm2d(width)})
        self.stage1 = nn.Sequential(Block(width, width, 1))
        self.stage2 = nn.Sequential(Block(width, 2 * width, 2))
        self.stage3 = nn.Sequential(Block(2 * width, 4 * width, 2))
        self.head = nn.Linear(4 * width, work["classes"])

    def forward(self, x):
        x = F.relu(self.stem["bn"](self.stem["conv"](x)))
        return self.head(self.stage3(self.stage2(self.stage1(x))).mean((2, 3)))


def network(about, layout):
    values, model = floats(about["file"]), Network(about["width"])
    state = model.state_dict()
    places = about["parameters"] + about["statistics"]
    counters = {name for name in state if name.endswith("num_batches_tracked")}
    assert {place["name"] for place in places} == set(state) - counters
    for place in places:
        tensor = values[place["offset"]:][: math.prod(place["shape"])].reshape(place["shape"])
        # [kh, kw, in, out] to [out, in, kh, kw]; [in, out] to [out, in].
        order = {4: (3, 2, 0, 1), 2: (1, 0), 1: (0,)}[tensor.dim()]
        state[place["name"]].copy_(tensor.permute(order))
    return model.to(memory_format=layout)


def pictures(layout):
    return floats("pictures.f32").reshape(-1, 32, 32, 3).permute(0, 3, 1, 2).contiguous(memory_format=layout)


def steps():
    labels = floats("labels.f32").long()
    for about in work["networks"]:
        for batch in work["batches"]:
            row = f"w = {about['width']}, batch {batch}"
            if wanted not in row:
                continue
            tries, losses = {}, []
            for layout, memory_format in LAYOUTS.items():
                x = pictures(memory_format)
                begun = time.perf_counter()
                model = network(about, memory_format).train()
                optimiser = torch.optim.SGD(model.parameters(), lr=work["rate"], momentum=work["momentum"])
                done = 0

                def step():
                    nonlocal done
                    first = done % (len(labels) // batch) * batch
                    done += 1
                    optimiser.zero_grad(set_to_none=True)
                    loss = F.cross_entropy(model(x[first:first + batch]), labels[first:first + batch])
                    loss.backward()
                    optimiser.step()
                    return loss.item()

                curve = [step()]
                first = time.perf_counter() - begun
                curve += [step() for _ in range(work["comparedSteps"] - 1)]
                losses = losses or curve
                tries[layout] = (first, clock(step)[1])
            tell(row, tries, losses)


@torch.inference_mode()
def forward():
    for about in work["networks"]:
        for batch in work["forwardBatches"]:
            row = f"w = {about['width']}, batch {batch}"
            if wanted not in row:
                continue
            tries = {}
            for layout, memory_format in LAYOUTS.items():
                model, x = network(about, memory_format).eval(), pictures(memory_format)[:batch]
                tries[layout] = clock(lambda: model(x))
            tell(row, tries)


@torch.inference_mode()
def matmul():
    for n in [n for n in work["matrices"] if wanted in f"n = {n}"]:
        a, b = torch.rand(n, n) - 0.5, torch.rand(n, n) - 0.5
        tell(f"n = {n}", {"rows": clock(lambda: a @ b)})


@torch.inference_mode()
def convolution():
    for index, c in enumerate(work["convolutions"]):
        tries = {"forward": {}, "data gradient": {}, "filter gradient": {}}
        for layout, memory_format in LAYOUTS.items():
            random = lambda *shape: (torch.rand(*shape) - 0.5).contiguous(memory_format=memory_format)
            x = random(c["batch"], c["cIn"], c["side"], c["side"])
            w = random(c["cOut"], c["cIn"], c["kernel"], c["kernel"])
            dy = random(c["batch"], c["cOut"], c["out"], c["out"])
            two = lambda value: [value, value]

            def back(data, filter):
                mask = [data, filter, False]
                torch.ops.aten.convolution_backward(
                    dy, x, w, None, two(c["stride"]), two(c["padding"]), two(1), False, two(0), 1, mask)

            calls = {
                "forward": lambda: F.conv2d(x, w, None, c["stride"], c["padding"]),
                "data gradient": lambda: back(True, False),
                "filter gradient": lambda: back(False, True),
            }
            for direction, call in calls.items():
                if wanted in f"{index} {direction}":
                    tries[direction][layout] = clock(call)
        for direction, found in tries.items():
            if found:
                tell(f"{index} {direction}", found)


{"step": steps, "forward": forward, "matmul": matmul, "convolution": convolution}[part]()
