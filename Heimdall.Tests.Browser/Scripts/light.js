// The lightest of a few pixels of a waterfall around a time (across) and a frequency (up), 0 … 1. The canvas says where its picture is.
(canvas, { seconds, hz }) => {
  const { width, height, dataset } = canvas;
  const ratio = width / canvas.clientWidth;
  const [left, top, right, bottom] = dataset.plot.split(' ').map(value => Number(value) * ratio);
  const share = (value, from, to) => (value - Number(from)) / (Number(to) - Number(from));
  const x = Math.round(left + (right - left) * share(seconds, dataset.from, dataset.to));
  const y = Math.round(bottom - (bottom - top) * share(hz, dataset.low, dataset.high));
  const pixels = canvas.getContext('2d').getImageData(x - 2, y - 4, 5, 9).data;
  let most = 0;
  for (let at = 0; at < pixels.length; at += 4) {
    most = Math.max(most, (0.2126 * pixels[at] + 0.7152 * pixels[at + 1] + 0.0722 * pixels[at + 2]) / 255);
  }

  return most;
}
