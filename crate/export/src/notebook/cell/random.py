MASK, GOLDEN = 2**64 - 1, 0x9E3779B97F4A7C15
# @{c_streams}
SPLIT, SHUFFLE, SHIFT = 1, 2, 3


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class Random:
    def __init__(self, purpose, part):
        key = (mix((SEED + GOLDEN) & MASK) + (purpose << 32)) & MASK
        self.key = mix((mix(key) + part * GOLDEN) & MASK)
        self.counter = 0

    def at(self, counter):
        return mix((self.key + (counter + 1) * GOLDEN) & MASK)

    def below(self, n):
        bits = self.at(self.counter)
        self.counter += 1
        return bits * n >> 64


def shuffle(items, random):
    for last in range(len(items) - 1, 0, -1):
        other = random.below(last + 1)
        items[last], items[other] = items[other], items[last]


def split(labels, held_out):
    random = Random(SPLIT, 0)
    train, valid, before = [], [], 0
    classes = max(labels) + 1
    for kind in range(classes):
        members = [index for index, label in enumerate(labels) if label == kind]
        shuffle(members, random)
        until = held_out * (kind + 1) // classes
        valid += members[: until - before]
        train += members[until - before :]
        before = until
    shuffle(valid, random)
    shuffle(train, random)
    return train, valid


train, valid = split(labels, VALID_PICTURES)
print(len(train), "@{p_train}", len(valid), "@{p_valid}")
