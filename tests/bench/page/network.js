// The residual network of crate/nn, written once for every engine. `o` has the engine's own operations:
// conv(name, x, stride, padding), norm(name, x), relu(x), add(a, b), pool(x), linear(name, x); and again(x), which is x
// where it is used once more later.

export function network(o, x) {
  x = o.relu(o.norm('stem.bn', o.conv('stem.conv', x, 1, 1)));
  for (const [stage, stride] of [['stage1', 1], ['stage2', 2], ['stage3', 2]]) {
    const name = `${stage}.0`;
    const side = o.again(x);
    const shortcut = stride === 1 ? side : o.norm(`${name}.shortcut.bn`, o.conv(`${name}.shortcut.conv`, side, stride, 0));
    let main = o.relu(o.norm(`${name}.bn1`, o.conv(`${name}.conv1`, x, stride, 1)));
    main = o.norm(`${name}.bn2`, o.conv(`${name}.conv2`, main, 1, 1));
    x = o.relu(o.add(main, shortcut));
  }
  return o.linear('head', o.pool(x));
}
