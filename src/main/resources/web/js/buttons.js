// A button without a use is marked with aria-disabled and does nothing; a disabled one would lose the focus.
document.addEventListener(
  "click",
  (event) => {
    if (!event.target.closest?.('[aria-disabled="true"]')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

export function switchOff(button, off = true) {
  if (off) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
}
