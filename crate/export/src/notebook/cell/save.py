MODEL = @{model}
FILE = "epoch-one-@{pack}-pytorch.safetensors"

shapes = {name: parameter.ndim for name, parameter in network.named_parameters()}
# @{c_order}
names = sorted(shapes, key=lambda name: (GROUPS.index(group(name)), shapes[name] < 2))
names += [name for name, _ in network.named_buffers() if "running" in name]

state = network.state_dict()
header, data, digest = {}, [], hashlib.sha256()
place = 0
for name in names:
    values = np.ascontiguousarray(to_page(state[name].cpu()).numpy(), "<f4")
    raw = values.tobytes()
    digest.update(name.encode() + b"\0" + raw)
    header[name] = {"dtype": "F32", "shape": values.shape, "data_offsets": [place, place + len(raw)]}
    place += len(raw)
    data.append(raw)
header["__metadata__"] = {
    "format_version": "@{format_version}",
    "model": MODEL,
    "normalisation": json.dumps(manifest["statistics"]),
    "sha256": digest.hexdigest(),
}
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
with open(FILE, "wb") as file:
    file.write(len(text).to_bytes(8, "little") + text + b"".join(data))
print(FILE, os.path.getsize(FILE), "bytes")
