class ConvNorm(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, bias=False)
        self.bn = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return self.bn(self.conv(x))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        same = stride == 1 and inputs == outputs
        self.shortcut = nn.Identity() if same else ConvNorm(inputs, outputs, 1, stride)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        # @{c_shortcut}
        return F.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


def stage(inputs, outputs, stride):
    blocks = [Block(inputs, outputs, stride)]
    blocks += [Block(outputs, outputs, 1) for _ in range(DEPTH - 1)]
    return nn.Sequential(*blocks)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = ConvNorm(3, WIDTH, 3)
        self.stage1 = stage(WIDTH, WIDTH, 1)
        self.stage2 = stage(WIDTH, 2 * WIDTH, 2)
        self.stage3 = stage(2 * WIDTH, 4 * WIDTH, 2)
        self.head = nn.Linear(4 * WIDTH, len(CLASSES))

    def forward(self, x):
        x = F.relu(self.stem(x))
        x = self.stage3(self.stage2(self.stage1(x)))
        # @{c_pool}
        return self.head(x.mean(dim=(2, 3)))


# @{c_groups}
GROUPS = ["stem", "stage1", "stage2", "stage3", "head"]


def group(name):
    return name.split(".")[0]


network = Network()
print(sum(p.numel() for p in network.parameters()), "@{p_parameters}")
