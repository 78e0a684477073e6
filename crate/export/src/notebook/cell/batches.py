mean = torch.tensor(manifest["statistics"]["mean"])
std = torch.tensor(manifest["statistics"]["std"])
# @{c_normalise}
x = ((torch.tensor(pixels) / 255 - mean) / std).permute(0, 3, 1, 2)
y = torch.tensor(labels).to(device)
# @{c_pad}
padded = F.pad(x, (4, 4, 4, 4)).to(device)
x = x.to(device)


def moved(index, random):
    bits = random.at(index)
    right, down = (bits & 0xFFFF) * 9 >> 16, (bits >> 16 & 0xFFFF) * 9 >> 16
    picture = padded[index, :, down : down + 32, right : right + 32]
    return picture.flip(2) if bits >> 63 else picture


def batches(epoch):
    order = list(train)
    shuffle(order, Random(SHUFFLE, epoch))
    random = Random(SHIFT, epoch)
    # @{c_whole}
    for start in range(0, len(order) - BATCH_SIZE + 1, BATCH_SIZE):
        indices = order[start : start + BATCH_SIZE]
        pictures = torch.stack([moved(index, random) for index in indices]) if AUGMENT else x[indices]
        yield pictures, y[indices]


pictures, _ = next(batches(0))
figure, axes = plt.subplots(1, 8, figsize=(10, 1.5))
for axis, picture in zip(axes, pictures.cpu().permute(0, 2, 3, 1)):
    axis.imshow((picture * std + mean).clip(0, 1).numpy())
for axis in axes:
    axis.axis("off")
plt.show()
