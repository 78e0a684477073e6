class Network(nn.Module):
    def __init__(self):
        super().__init__()
        features = 32 * 32 * 3
        for number in range(1, DEPTH + 1):
            self.add_module(f"fc{number}", nn.Linear(features, 8 * WIDTH))
            features = 8 * WIDTH
        self.head = nn.Linear(features, len(CLASSES))

    def forward(self, x):
        # @{c_flatten}
        x = x.permute(0, 2, 3, 1).flatten(1)
        for number in range(1, DEPTH + 1):
            x = F.relu(self.get_submodule(f"fc{number}")(x))
        return self.head(x)


# @{c_groups}
GROUPS = ["stem", "stage1", "stage2", "stage3", "head"]


def group(name):
    first = name.split(".")[0]
    return {"fc1": "stem", "fc2": "stage1", "fc3": "stage2"}.get(first, first)


network = Network()
print(sum(p.numel() for p in network.parameters()), "@{p_parameters}")
