// What a page is like for its reader: whether it fits its window, what moved, what its times say on hover.
() => {
  const told = element => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} “${(element.textContent ?? '').trim().slice(0, 30)}”`;
  const width = document.documentElement.clientWidth;
  const scrolls = element => element.closest('.scroll, dialog') !== null || [...function* () { for (let e = element.parentElement; e; e = e.parentElement) { yield e; } }()].some(e => ['auto', 'scroll', 'hidden'].includes(getComputedStyle(e).overflowX) && e !== document.documentElement && e !== document.body);
  const sticksOut = [...document.body.querySelectorAll('*')].filter(element => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.right > width + 1 && box.left < width && !scrolls(element);
  });
  const times = [...document.querySelectorAll('time')];
  const utc = iso => new Date(iso).toISOString().slice(0, 19).replace('T', ' ') + ' UTC';
  const named = element => (element.getAttribute('aria-label') ?? element.getAttribute('alt') ?? element.getAttribute('title') ?? element.textContent ?? '').trim() !== ''
    || element.getAttribute('aria-labelledby') || (element.labels?.length ?? 0) > 0 || element.querySelector('title') || element.hasAttribute('alt');
  return {
    shift: window.watched.shift,
    shifts: window.watched.shifts,
    overflow: document.documentElement.scrollWidth - width,
    sticksOut: sticksOut.slice(0, 5).map(told),
    times: times.length,
    withoutUtc: times.filter(element => !element.title.endsWith(utc(element.dateTime))).map(element => `${element.dateTime} says “${element.title}”`),
    nameless: [...document.querySelectorAll('a[href], button, input, select, textarea, summary, img, svg[role=img], canvas, [tabindex="0"]')].filter(element => element.checkVisibility() && !element.closest('[aria-hidden=true]') && !named(element)).map(told),
  };
}
