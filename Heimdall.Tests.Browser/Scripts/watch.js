// Runs in every page before its own scripts: what breaks the policy is an error on the console, and what moves is added up.
addEventListener('securitypolicyviolation', event => console.error(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
window.watched = { shift: 0, shifts: [] };
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) {
    if (!entry.hadRecentInput) {
      window.watched.shift += entry.value;
      window.watched.shifts.push(`${entry.value.toFixed(3)} ${entry.sources.map(({ node }) => node?.nodeType === 1 ? `${node.tagName}.${node.getAttribute('class') ?? ''}#${node.id}` : node?.nodeName).join(' ')}`);
    }
  }
}).observe({ type: 'layout-shift', buffered: true });
