// The texts of the page whose contrast with what is behind them is below WCAG's AA (4.5; 3 where they are large).
() => {
  const channels = colour => {
    const numbers = (colour.match(/-?[\d.]+(e-?\d+)?%?/g) ?? []).map(Number);
    const scale = colour.startsWith('color(') ? 255 : 1;
    return { r: numbers[0] * scale, g: numbers[1] * scale, b: numbers[2] * scale, a: numbers[3] ?? 1 };
  };
  const over = (top, under) => Object.fromEntries(['r', 'g', 'b'].map(c => [c, top[c] * top.a + under[c] * (1 - top.a)]));
  const luminance = colour => ['r', 'g', 'b']
    .map(c => colour[c] / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const canvas = channels(matchMedia('(prefers-color-scheme: dark)').matches ? 'rgb(18, 18, 18)' : 'rgb(255, 255, 255)');
  const ground = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      layers.push(channels(getComputedStyle(e).backgroundColor));
    }
    return layers.reverse().reduce((under, layer) => over(layer, under), canvas);
  };
  const opacity = element => {
    let all = 1;
    for (let e = element; e; e = e.parentElement) {
      all *= Number(getComputedStyle(e).opacity);
    }
    return all;
  };

  const found = new Map();
  let texts = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const style = getComputedStyle(element);
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (node.data.trim() === '' || box.width === 0 || box.height === 0 || !element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })
      || element.closest('script, style, noscript, :disabled, [aria-disabled=true], option, title')) {
      continue;
    }

    texts += 1;
    const behind = ground(element);
    const paint = channels(element instanceof SVGElement ? style.fill : style.color);
    const front = over({ ...paint, a: paint.a * opacity(element) }, behind);
    const [dark, light] = [luminance(front), luminance(behind)].sort((a, b) => a - b);
    const ratio = (light + 0.05) / (dark + 0.05);
    const pixels = parseFloat(style.fontSize);
    const isLarge = pixels >= 24 || pixels >= 18.66 && Number(style.fontWeight) >= 700;
    if (ratio < (isLarge ? 3 : 4.5)) {
      found.set(`${ratio.toFixed(2)} ${element.tagName}.${element.getAttribute('class') ?? ''} “${node.data.trim().slice(0, 30)}”`, true);
    }
  }

  return { texts, tooFaint: [...found.keys()] };
}
