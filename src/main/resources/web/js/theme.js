// A classic script in the head, not a module: it runs before the first paint, so that the other theme does not flash.
(() => {
  const root = document.documentElement;
  let kept = null;
  try {
    kept = localStorage.getItem("theme");
  } catch {
    // storage can be disabled; then the system's preference is used
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
        // without storage it holds for this visit
      }
    });
  });
})();
