def prepare():
    for name, module in network.named_modules():
        # @{c_frozen_norm}
        if isinstance(module, nn.BatchNorm2d):
            module.train(group(name) not in FROZEN)


def evaluate():
    network.eval()
    with torch.no_grad():
        logits = torch.cat([network(x[valid[i : i + 250]]) for i in range(0, len(valid), 250)])
    right = (logits.argmax(dim=1) == y[valid]).float().mean().item()
    return F.cross_entropy(logits, y[valid]).item(), right


train_curve, valid_curve = [], []
loss, accuracy = evaluate()
valid_curve.append((0, loss, accuracy))
print(f"@{p_before} {loss:.4f}@{p_accuracy} {accuracy:.1%}")
for epoch in range(EPOCHS):
    for pictures, answers in batches(epoch):
        step = len(train_curve)
        for members in optimiser.param_groups:
            members["lr"] = members["peak"] * factor(step)
        prepare()
        logits = network(pictures)
        loss = F.cross_entropy(logits, answers, label_smoothing=LABEL_SMOOTHING)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        accuracy = (logits.argmax(dim=1) == answers).float().mean().item()
        train_curve.append((step + 1, loss.item(), accuracy))
    loss, accuracy = evaluate()
    valid_curve.append((len(train_curve), loss, accuracy))
    print(f"@{p_epoch} {epoch + 1}@{p_loss} {loss:.4f}@{p_accuracy} {accuracy:.1%}")
