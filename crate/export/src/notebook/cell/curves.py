figure, axes = plt.subplots(1, 2, figsize=(11, 3.5))
for axis, place, name in ((axes[0], 1, "loss"), (axes[1], 2, "error rate")):
    def value(point):
        return point[place] if place == 1 else 1 - point[place]

    axis.plot([p[0] for p in train_curve], [value(p) for p in train_curve], color="#1B1D22", alpha=0.4, label="training")
    axis.plot([p[0] for p in valid_curve], [value(p) for p in valid_curve], color="#2F6F5E", linestyle="--", marker="o", label="validation")
    axis.set_xlabel("step")
    axis.set_title(name)
    axis.legend()
plt.show()
