def to_torch(values):
    # @{c_layout}
    return values.permute({1: (0,), 2: (1, 0), 4: (3, 2, 0, 1)}[values.ndim])


def to_page(values):
    return values.permute({1: (0,), 2: (1, 0), 4: (2, 3, 1, 0)}[values.ndim])


def mix32(x):
    x = (x ^ (x >> 16)) * np.uint32(0x7FEB352D)
    x = (x ^ (x >> 15)) * np.uint32(0x846CA68B)
    return x ^ (x >> 16)


def word(number):
    return np.array([number & 0xFFFFFFFF], dtype=np.uint32)


def evenly(name, count):
    # @{c_evenly}
    sign = 0x811C9DC5
    for byte in name.encode():
        sign = ((sign ^ byte) * 0x01000193) & 0xFFFFFFFF
    key = mix32(mix32(word(SEED + 0x9E3779B9)) ^ mix32(word(sign)))
    words = mix32(mix32(key + word(0x9E3779B9)) ^ mix32(np.arange(count, dtype=np.uint32)))
    return ((words >> 8).astype(np.float32) - np.float32(2**23)) / np.float32(2**23)


def even(name, shape, bound):
    # @{c_even}
    values = torch.tensor(evenly(name, math.prod(shape)) * np.float32(bound))
    return to_torch(values.reshape(shape))
