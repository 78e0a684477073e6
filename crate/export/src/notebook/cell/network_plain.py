class ConvNorm(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)))


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = ConvNorm(3, WIDTH)
        self.stage1 = ConvNorm(WIDTH, WIDTH)
        self.stage2 = ConvNorm(WIDTH, 2 * WIDTH)
        self.stage3 = ConvNorm(2 * WIDTH, 4 * WIDTH)
        self.head = nn.Linear(4 * WIDTH, len(CLASSES))

    def forward(self, x):
        x = self.stem(x)
        for stage in (self.stage1, self.stage2, self.stage3):
            # @{c_max_pool}
            x = stage(F.max_pool2d(x, 2))
        # @{c_pool}
        return self.head(x.mean(dim=(2, 3)))


# @{c_groups}
GROUPS = ["stem", "stage1", "stage2", "stage3", "head"]


def group(name):
    return name.split(".")[0]


network = Network()
print(sum(p.numel() for p in network.parameters()), "@{p_parameters}")
