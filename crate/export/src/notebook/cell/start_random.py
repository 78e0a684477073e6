def normal(name, shape, deviation):
    # @{c_polar}
    count = math.prod(shape)
    x, y = evenly(name, 2 * count + 64).reshape(-1, 2).T
    s = x * x + y * y
    inside = (s > 0) & (s < 1)
    x, y, s = x[inside], y[inside], s[inside]
    scale = np.sqrt(np.float32(-2) * np.log(s) / s)
    values = np.stack([x * scale, y * scale], axis=1).reshape(-1)[:count]
    return to_torch(torch.tensor(values * np.float32(deviation)).reshape(shape))


state = network.state_dict()
for name, module in network.named_modules():
    if isinstance(module, nn.Conv2d):
        kernel, inputs, outputs = module.kernel_size[0], module.in_channels, module.out_channels
        deviation = math.sqrt(2 / (kernel * kernel * outputs))
        state[f"{name}.weight"] = normal(f"{name}.weight", (kernel, kernel, inputs, outputs), deviation)
    if isinstance(module, nn.Linear):
        bound = 1 / math.sqrt(module.in_features)
        state[f"{name}.weight"] = even(f"{name}.weight", (module.in_features, module.out_features), bound)
        state[f"{name}.bias"] = even(f"{name}.bias", (module.out_features,), bound)
network.load_state_dict(state)
network = network.to(device)
