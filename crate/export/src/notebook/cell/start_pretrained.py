def read_safetensors(data):
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        kind = {"F16": "<f2", "F32": "<f4"}[entry["dtype"]]
        values = np.frombuffer(data[start:end], kind).astype("float32")
        tensors[name] = torch.tensor(values.reshape(entry["shape"]))
    return tensors


state = network.state_dict()
for name, values in read_safetensors(fetch(f"weights/{START}.safetensors")).items():
    # @{c_head}
    if group(name) != "head":
        state[name] = to_torch(values)
features = network.head.in_features
bound = 1 / math.sqrt(features)
state["head.weight"] = even("head.weight", (features, len(CLASSES)), bound)
state["head.bias"] = even("head.bias", (len(CLASSES),), bound)
network.load_state_dict(state)
network = network.to(device)
