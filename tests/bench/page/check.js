// Whether an operation's result is right, from the definition, at a few places. Results are NHWC and [kh, kw, in, out].

// Share of the sum of the products' sizes by which a sum may be off: float32 sums of some thousand terms in any order.
const TOLERANCE = 2e-5;
const PLACES = 64;

function compare(result, length, at) {
  if (result.length !== length) throw new Error(`${result.length} values instead of ${length}`);
  for (let i = 0; i < PLACES; i++) {
    const place = Math.floor((i + 0.5) / PLACES * length) + i * 37;
    const [want, size] = at(place % length);
    const got = result[place % length];
    if (!(Math.abs(got - want) <= TOLERANCE * size + 1e-6)) {
      throw new Error(`wrong result: ${got} instead of ${want} at ${place % length}`);
    }
  }
}

export function matmul(n, a, b, result) {
  compare(result, n * n, (place) => {
    const [row, column] = [Math.floor(place / n), place % n];
    let [sum, size] = [0, 0];
    for (let k = 0; k < n; k++) {
      const product = a[row * n + k] * b[k * n + column];
      sum += product;
      size += Math.abs(product);
    }
    return [sum, size];
  });
}

// The three sums are over the same products x w dy; each result leaves out one factor and sums over the others' places.
export function convolution(c, direction, a, b, result) {
  const { batch, side, cIn, cOut, kernel, stride, padding, out } = c;
  const x = (n, y, q, i) => ((n * side + y) * side + q) * cIn + i;
  const w = (ky, kx, i, o) => ((ky * kernel + kx) * cIn + i) * cOut + o;
  const y = (n, r, q, o) => ((n * out + r) * out + q) * cOut + o;
  const digits = (place, sizes) => sizes.reduceRight(([rest, found], size) => [Math.floor(rest / size), [rest % size, ...found]], [place, []])[1];
  const range = (n) => Array.from({ length: n }, (_, i) => i);
  const total = (terms) => {
    let [sum, size] = [0, 0];
    for (const term of terms) {
      sum += term;
      size += Math.abs(term);
    }
    return [sum, size];
  };
  const inside = (p) => p >= 0 && p < side;
  const taps = range(kernel).flatMap((ky) => range(kernel).map((kx) => [ky, kx]));
  if (direction === 'forward') {
    compare(result, batch * out * out * cOut, (place) => {
      const [n, r, q, o] = digits(place, [batch, out, out, cOut]);
      return total(taps.flatMap(([ky, kx]) => {
        const [py, px] = [r * stride + ky - padding, q * stride + kx - padding];
        return inside(py) && inside(px) ? range(cIn).map((i) => a[x(n, py, px, i)] * b[w(ky, kx, i, o)]) : [];
      }));
    });
  } else if (direction === 'data gradient') {
    compare(result, batch * side * side * cIn, (place) => {
      const [n, py, px, i] = digits(place, [batch, side, side, cIn]);
      return total(taps.flatMap(([ky, kx]) => {
        const [r, q] = [(py + padding - ky) / stride, (px + padding - kx) / stride];
        const fits = Number.isInteger(r) && Number.isInteger(q) && r >= 0 && q >= 0 && r < out && q < out;
        return fits ? range(cOut).map((o) => a[y(n, r, q, o)] * b[w(ky, kx, i, o)]) : [];
      }));
    });
  } else {
    compare(result, kernel * kernel * cIn * cOut, (place) => {
      const [ky, kx, i, o] = digits(place, [kernel, kernel, cIn, cOut]);
      return total(range(batch).flatMap((n) => range(out).flatMap((r) => range(out).flatMap((q) => {
        const [py, px] = [r * stride + ky - padding, q * stride + kx - padding];
        return inside(py) && inside(px) ? [a[x(n, py, px, i)] * b[y(n, r, q, o)]] : [];
      }))));
    });
  }
}
