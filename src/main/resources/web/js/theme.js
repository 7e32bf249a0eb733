// A classic script in the head, not a module: it runs before the first paint, so that no reader sees a flash of the other theme.
(() => {
  const root = document.documentElement;
  let kept = null;
  try {
    kept = localStorage.getItem("theme");
  } catch {
    // storage can be switched off; then the system's preference holds
  }
  if (kept === "light" || kept === "dark") root.dataset.theme = kept;

  document.addEventListener("DOMContentLoaded", () => {
    document.getElementById("theme")?.addEventListener("click", () => {
      const dark = root.dataset.theme
        ? root.dataset.theme === "dark"
        : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      try {
        localStorage.setItem("theme", root.dataset.theme);
      } catch {
        // it still holds for this visit
      }
    });
  });
})();
