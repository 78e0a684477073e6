#!/usr/bin/env python3
"""Writes ops.safetensors: what PyTorch computes for the cases of crate/tensor/tests/cases.

    /usr/bin/python3 tests/golden/make.py        # Debian: apt-get install python3-torch

For each case named NAME it holds the inputs as "NAME/x", the direction "NAME/r" in which the first output is
summed, outputs "NAME/y0", .., gradients "NAME/d.x" of sum(y0 r), and "NAME/state.x" for tensors that the op changes.
Pictures are stored NHWC and convolution weights [kh, kw, c_in, c_out]; PyTorch's NCHW and [c_out, c_in, kh, kw] stay
in here. Sequences of optimiser steps and a whole training are stored under "sgd", "adamw" and "network".
The numbers are reproducible: one seed, one thread.
"""

import json
import os
import struct

import torch
import torch.nn.functional as F

torch.manual_seed(1)
torch.set_num_threads(1)

tensors = {}


def store(name, t):
    assert name not in tensors, name
    tensors[name] = t.detach().to(torch.float32).contiguous().clone()


def uniform(shape, low=-1.0, high=1.0):
    return low + (high - low) * torch.rand(shape)


# Contiguous: Debian's PyTorch 1.13 corrupts its heap in the backward pass of convolutions over permuted views.
def nchw(x):
    return x.permute(0, 3, 1, 2).contiguous()


def nhwc(x):
    return x.permute(0, 2, 3, 1).contiguous()


def oihw(w):
    return w.permute(3, 2, 0, 1).contiguous()


def case(name, f, wants, given=None, state=None):
    """Stores one case. `f(inputs)` gives an output or a list of them; it may change the tensors of `state`."""
    given, state = given or {}, state or {}
    for key, value in {**wants, **given, **state}.items():
        store(f"{name}/{key}", value)
    inputs = {key: value.clone().requires_grad_(key in wants) for key, value in {**wants, **given}.items()}
    state = {key: value.clone() for key, value in state.items()}
    outputs = f({**inputs, **state})
    outputs = outputs if isinstance(outputs, list) else [outputs]
    r = uniform(outputs[0].shape)
    store(f"{name}/r", r)
    (outputs[0] * r).sum().backward()
    for index, y in enumerate(outputs):
        store(f"{name}/y{index}", y)
    for key in wants:
        store(f"{name}/d.{key}", inputs[key].grad)
    for key, value in state.items():
        store(f"{name}/state.{key}", value)


def away(shape, low, high, kinks):
    """Values no closer than 0.1 to a kink."""
    x = uniform(shape, low, high)
    while True:
        near = torch.zeros(shape, dtype=torch.bool)
        for kink in kinks:
            near |= (x - kink).abs() < 0.1
        if not near.any():
            return x
        x = torch.where(near, uniform(shape, low, high), x)


def elementwise():
    shape = (2, 3, 5, 4)
    case("add", lambda t: t["a"] + t["b"], {"a": uniform(shape), "b": uniform(shape)})
    case("bias", lambda t: t["x"] + t["b"], {"x": uniform((2, 3, 4, 5)), "b": uniform(5)})
    case("bias_matrix", lambda t: t["x"] + t["b"], {"x": uniform((7, 10)), "b": uniform(10)})
    case("relu", lambda t: F.relu(t["x"]), {"x": away(shape, -2, 2, [0])})
    case("relu6", lambda t: F.relu6(t["x"]), {"x": away(shape, -3, 9, [0, 6])})
    case("sigmoid", lambda t: torch.sigmoid(t["x"]), {"x": uniform(shape, -4, 4)})
    case("tanh", lambda t: torch.tanh(t["x"]), {"x": uniform(shape, -2, 2)})
    case("reshape", lambda t: t["x"].reshape(2, 60), {"x": uniform(shape)})
    m, k, n = 5, 7, 6
    case("matmul", lambda t: t["a"] @ t["b"], {"a": uniform((m, k)), "b": uniform((k, n))})
    case("matmul_ta", lambda t: t["a"].T @ t["b"], {"a": uniform((k, m)), "b": uniform((k, n))})
    case("matmul_tb", lambda t: t["a"] @ t["b"].T, {"a": uniform((m, k)), "b": uniform((n, k))})
    case("matmul_ta_tb", lambda t: t["a"].T @ t["b"].T, {"a": uniform((k, m)), "b": uniform((n, k))})


def convolution():
    def conv(name, x, c_out, size, stride, padding):
        f = lambda t: nhwc(F.conv2d(nchw(t["x"]), oihw(t["w"]), stride=stride, padding=padding))
        case(name, f, {"x": uniform(x), "w": uniform((size, size, x[3], c_out))})

    conv("conv2d_3x3", (2, 6, 5, 3), 5, 3, 1, 1)
    conv("conv2d_3x3_stride_2", (2, 7, 6, 4), 8, 3, 2, 1)
    conv("conv2d_3x3_no_padding", (2, 5, 6, 3), 4, 3, 1, 0)
    conv("conv2d_1x1", (2, 4, 5, 6), 5, 1, 1, 0)
    conv("conv2d_1x1_stride_2", (2, 6, 7, 4), 8, 1, 2, 0)
    f = lambda t: nhwc(F.conv2d(nchw(t["x"]), oihw(t["w"]), padding=1)) + t["x"]
    case("residual", f, {"x": uniform((2, 5, 4, 4)), "w": uniform((3, 3, 4, 4))})

    def depthwise(name, x, stride):
        def f(t):
            w = t["w"].permute(2, 0, 1).unsqueeze(1).contiguous()
            return nhwc(F.conv2d(nchw(t["x"]), w, stride=stride, padding=1, groups=x[3]))

        case(name, f, {"x": uniform(x), "w": uniform((3, 3, x[3]))})

    depthwise("depthwise_conv2d", (2, 5, 6, 7), 1)
    depthwise("depthwise_conv2d_stride_2", (2, 7, 6, 4), 2)

    def pool(name, x, size, stride, padding):
        # Whole numbers up to 4: windows have ties, and the gradient goes to the first of equals.
        ties = torch.randint(0, 5, x).to(torch.float32)
        case(name, lambda t: nhwc(F.max_pool2d(nchw(t["x"]), size, stride, padding)), {"x": ties})

    pool("max_pool_2x2", (2, 6, 4, 5), 2, 2, 0)
    pool("max_pool_3x3_stride_2", (2, 7, 6, 4), 3, 2, 1)
    pool("max_pool_3x3_stride_1", (1, 5, 5, 21), 3, 1, 1)
    case("global_average_pool", lambda t: t["x"].mean((1, 2)), {"x": uniform((2, 4, 3, 5))})


def batch_norm(t, training=True):
    """Over the last axis; moves running statistics in place."""
    x = t["x"]
    rows = x.reshape(-1, x.shape[-1])
    return F.batch_norm(
        rows, t["running_mean"], t["running_var"], t["gamma"], t["beta"], training=training, momentum=0.1, eps=1e-5
    ).reshape(x.shape)


def normalisation():
    def norm(name, x, f, **more):
        c = x[-1]
        wants = {"x": uniform(x, -1, 2), "gamma": uniform(c, 0.5, 1.5), "beta": uniform(c), **more}
        state = {"running_mean": uniform(c), "running_var": uniform(c, 0.5, 1.5)}
        case(name, f, wants, state=state)

    norm("batch_norm", (2, 4, 3, 5), batch_norm)
    norm("batch_norm_matrix", (9, 6), batch_norm)
    norm("batch_norm_relu", (2, 4, 3, 4), lambda t: F.relu(batch_norm(t)))
    norm(
        "batch_norm_residual_relu",
        (2, 4, 3, 4),
        lambda t: F.relu(batch_norm(t) + t["residual"]),
        residual=uniform((2, 4, 3, 4)),
    )

    def evaluation(t):
        named = {**t, "running_mean": t["mean"], "running_var": t["variance"]}
        return batch_norm(named, training=False)

    given = {
        "mean": uniform(5),
        "variance": uniform(5, 0.5, 1.5),
        "gamma": uniform(5, 0.5, 1.5),
        "beta": uniform(5),
    }
    case("batch_norm_evaluation", evaluation, {"x": uniform((2, 4, 3, 5))}, given)


def loss():
    def cross_entropy(name, n, k, smoothing):
        def f(t):
            labels = t["labels"].to(torch.int64)
            loss = F.cross_entropy(t["logits"], labels, label_smoothing=smoothing)
            return [loss.reshape(1), F.softmax(t["logits"], 1)]

        labels = torch.randint(0, k, (n,)).to(torch.float32)
        case(name, f, {"logits": uniform((n, k), -3, 3)}, {"labels": labels})

    cross_entropy("softmax_cross_entropy", 6, 5, 0.0)
    cross_entropy("softmax_cross_entropy_smoothed", 7, 3, 0.1)
    f = lambda t: F.mse_loss(t["p"], t["t"]).reshape(1)
    case("mean_squared_error", f, {"p": uniform((4, 7)), "t": uniform((4, 7))})


def sequences():
    """Five steps with other gradients and rates each, over two groups: [0, 100) with decay, [128, 169) without."""
    steps, size = 5, 192
    optimisers = {
        "sgd": lambda groups: torch.optim.SGD(groups, lr=0.1, momentum=0.9),
        "adamw": lambda groups: torch.optim.AdamW(groups, lr=0.1, betas=(0.9, 0.999), eps=1e-8),
    }
    for name, make in optimisers.items():
        initial = uniform(size)
        gradients, rates = uniform((steps, size)), uniform((steps, 2), 0.01, 0.1)
        parts = [(0, 100, 0.01), (128, 169, 0.0)]
        parameters = [initial[a:b].clone().requires_grad_() for a, b, _ in parts]
        groups = [{"params": [p], "weight_decay": decay} for p, (_, _, decay) in zip(parameters, parts)]
        optimiser = make(groups)
        history = []
        for step in range(steps):
            for group, rate in zip(optimiser.param_groups, rates[step]):
                group["lr"] = float(rate)
            for p, (a, b, _) in zip(parameters, parts):
                p.grad = gradients[step, a:b].clone()
            optimiser.step()
            now = initial.clone()
            for p, (a, b, _) in zip(parameters, parts):
                now[a:b] = p.detach()
            history.append(now)
        store(f"{name}/initial", initial)
        store(f"{name}/gradients", gradients)
        store(f"{name}/rates", rates)
        store(f"{name}/parameters", torch.stack(history))


def network():
    """A residual network of a stem and three blocks, trained for five steps: see crate/tensor/tests/cpu/network.rs for the same in Rust."""
    blocks = [("block1", 4, 4, 1), ("block2", 4, 8, 2), ("block3", 8, 16, 2)]
    p, running = {}, {}

    def conv(name, size, c_in, c_out):
        p[f"{name}.weight"] = torch.randn((size, size, c_in, c_out)) * (2.0 / (size * size * c_in)) ** 0.5

    def norm(name, c):
        p[f"{name}.gamma"], p[f"{name}.beta"] = torch.ones(c), torch.zeros(c)
        running[f"{name}.running_mean"], running[f"{name}.running_var"] = torch.zeros(c), torch.ones(c)

    conv("stem.conv", 3, 3, 4)
    norm("stem.norm", 4)
    for name, c_in, c_out, stride in blocks:
        conv(f"{name}.conv1", 3, c_in, c_out)
        norm(f"{name}.norm1", c_out)
        conv(f"{name}.conv2", 3, c_out, c_out)
        norm(f"{name}.norm2", c_out)
        if stride != 1:
            conv(f"{name}.shortcut", 1, c_in, c_out)
            norm(f"{name}.shortcut_norm", c_out)
    p["head.weight"], p["head.bias"] = torch.randn((16, 3)) * 0.25, torch.zeros(3)
    for name, value in p.items():
        store(f"network/initial/{name}", value)
    p = {name: value.clone().requires_grad_() for name, value in p.items()}

    def apply_conv(x, name, stride):
        w = oihw(p[f"{name}.weight"])
        return F.conv2d(x, w, stride=stride, padding=w.shape[2] // 2)

    def apply_norm(x, name):
        mean, var = running[f"{name}.running_mean"], running[f"{name}.running_var"]
        return F.batch_norm(x, mean, var, p[f"{name}.gamma"], p[f"{name}.beta"], training=True, momentum=0.1)

    def forward(x):
        x = F.relu(apply_norm(apply_conv(nchw(x), "stem.conv", 1), "stem.norm"))
        for name, _, _, stride in blocks:
            y = F.relu(apply_norm(apply_conv(x, f"{name}.conv1", stride), f"{name}.norm1"))
            y = apply_norm(apply_conv(y, f"{name}.conv2", 1), f"{name}.norm2")
            if stride != 1:
                x = apply_norm(apply_conv(x, f"{name}.shortcut", stride), f"{name}.shortcut_norm")
            x = F.relu(y + x)
        return x.mean((2, 3)) @ p["head.weight"] + p["head.bias"]

    steps, n = 5, 4
    pictures, labels = torch.randn((steps, n, 8, 8, 3)), torch.randint(0, 3, (steps, n))
    optimiser = torch.optim.SGD(p.values(), lr=0.05, momentum=0.9, weight_decay=5e-4)
    losses = []
    for step in range(steps):
        loss = F.cross_entropy(forward(pictures[step]), labels[step], label_smoothing=0.1)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.detach())
    store("network/pictures", pictures)
    store("network/labels", labels)
    store("network/losses", torch.stack(losses))
    for name in ["stem.conv.weight", "block2.shortcut.weight", "block3.conv2.weight", "block3.norm2.gamma", "head.bias"]:
        store(f"network/final/{name}", p[name])
    for name, value in running.items():
        store(f"network/final/{name}", value)


def write(path):
    """The safetensors format: length of the header, the header as JSON, then the data."""
    header, data = {}, b""
    for name, t in sorted(tensors.items()):
        raw = t.numpy().astype("<f4").tobytes()
        offsets = [len(data), len(data) + len(raw)]
        header[name] = {"dtype": "F32", "shape": list(t.shape), "data_offsets": offsets}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
    print(f"{len(tensors)} tensors, {8 + len(text) + len(data)} bytes: {path}")


elementwise()
convolution()
normalisation()
loss()
sequences()
network()
write(os.path.join(os.path.dirname(os.path.abspath(__file__)), "ops.safetensors"))
