// Runs before the first paint, so that a chosen theme never flashes in the other one. A file of its own because
// the Content-Security-Policy forbids inline scripts.
(() => {
  try {
    const theme = localStorage.getItem('rostrum:theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be forbidden; then the system's theme rules.
  }
})();
