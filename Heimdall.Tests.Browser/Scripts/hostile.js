// What became of names that hope to be run: empty where they are text.
() => {
  const made = [...document.querySelectorAll("img[src='x'], script:not([src]), [onerror], [onload], [onclick]")];
  const links = [...document.querySelectorAll('a')].filter(link => /^\s*javascript:/i.test(link.getAttribute('href') ?? link.getAttribute('xlink:href') ?? ''));
  return [...made, ...links].map(element => element.outerHTML).concat(window.hacked === undefined ? [] : [`ran: ${window.hacked}`]).join('\n');
}
