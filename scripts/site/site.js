// What scrolls in itself can be scrolled by keyboard. TypeDoc shows a page when it is ready, which is a change of size too.
const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute('tabindex');
  }
});

for (const element of document.querySelectorAll('.tsd-typography pre code, .tsd-typography table'))
  observer.observe(element);
