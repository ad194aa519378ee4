// What has the focus, and whether one sees that it has.
() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    tag: element.tagName.toLowerCase(),
    href: element.getAttribute('href') ?? '',
    text: (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 60),
    name: element.getAttribute('name') ?? '',
    isRinged: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    isInView: box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight,
  };
}
