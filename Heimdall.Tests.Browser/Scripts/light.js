// How light a few pixels of a waterfall are, 0 … 1, around a time (across) and a frequency (up). The canvas says where its picture is.
(canvas, { seconds, hz }) => {
  const { width, dataset } = canvas;
  const ratio = width / canvas.clientWidth;
  const [left, top, right, bottom] = dataset.plot.split(' ').map(value => Number(value) * ratio);
  const share = (value, from, to) => (value - Number(from)) / (Number(to) - Number(from));
  const x = Math.round(left + (right - left) * share(seconds, dataset.from, dataset.to));
  const y = Math.round(bottom - (bottom - top) * share(hz, dataset.low, dataset.high));
  const pixels = canvas.getContext('2d').getImageData(x - 2, y - 4, 5, 9).data;
  const light = [];
  for (let at = 0; at < pixels.length; at += 4) {
    light.push((0.2126 * pixels[at] + 0.7152 * pixels[at + 1] + 0.0722 * pixels[at + 2]) / 255);
  }

  light.sort((a, b) => a - b);
  return { most: light.at(-1), middle: light[Math.floor(light.length / 2)] };
}
