PACK = "dataset/@{pack}/"
manifest = json.loads(fetch(PACK + "manifest.json"))
CLASSES = [kind["en"] for kind in manifest["classes"]]


def load(part, count):
    side, columns = manifest["side"], manifest["columns"]
    chunks = next(split["chunks"] for split in manifest["splits"] if split["name"] == part)
    pictures, labels = [], []
    for chunk in chunks:
        if len(labels) >= count:
            break
        data = fetch(PACK + chunk["file"])
        # @{c_sum}
        assert hashlib.sha256(data).hexdigest() == chunk["sha256"], "@{p_damaged} " + chunk["file"]
        sheet = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
        # @{c_cut}
        tiles = sheet.reshape(-1, side, columns, side, 3).swapaxes(1, 2).reshape(-1, side, side, 3)
        pictures.append(tiles[: chunk["count"]])
        labels += [int(digit) for digit in chunk["labels"]]
    return np.concatenate(pictures)[:count], labels[:count]


first, first_labels = load("train", PICTURES)
second, second_labels = load("valid", VALID_PICTURES)
pixels = np.concatenate([first, second])
labels = first_labels + second_labels
print(len(labels), "@{p_pictures}", pixels.shape)

figure, axes = plt.subplots(2, 8, figsize=(10, 3))
for axis, picture, label in zip(axes.flat, pixels, labels):
    axis.imshow(picture)
    axis.set_title(CLASSES[label])
    axis.axis("off")
plt.show()
