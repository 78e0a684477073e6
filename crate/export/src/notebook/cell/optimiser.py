steps_per_epoch = len(train) // BATCH_SIZE
total_steps = steps_per_epoch * EPOCHS

together = {}
for name, parameter in network.named_parameters():
    parameter.requires_grad = group(name) not in FROZEN
    if parameter.requires_grad:
        # @{c_decay}
        decay = WEIGHT_DECAY if parameter.ndim > 1 else 0.0
        together.setdefault((group(name), decay), []).append(parameter)
parameters = [
    {"params": members, "weight_decay": decay, "peak": LEARNING_RATE * GROUP_RATES[where]}
    for (where, decay), members in together.items()
]
if OPTIMISER == "sgd":
    optimiser = torch.optim.SGD(parameters, lr=LEARNING_RATE, momentum=0.9)
else:
    optimiser = torch.optim.AdamW(parameters, lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-8)


def factor(step):
    if SCHEDULE == "constant":
        return 1.0
    t = step / (total_steps - 1) if total_steps > 1 else 0.25
    if t < 0.25:
        start, end, t = 1 / 25, 1.0, t / 0.25
    else:
        start, end, t = 1.0, 1e-4, (t - 0.25) / 0.75
    return start + (end - start) * t * t * (3 - 2 * t)


plt.figure(figsize=(6, 2.5))
plt.plot([LEARNING_RATE * max(GROUP_RATES.values()) * factor(step) for step in range(total_steps)])
plt.xlabel("step")
plt.ylabel("learning rate")
plt.show()
