// What scrolls in itself can be scrolled by keyboard.
function markScrollers() {
  for (const element of document.querySelectorAll('.tsd-typography pre code, .tsd-typography table')) {
    if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
    else element.removeAttribute('tabindex');
  }
}

markScrollers();
addEventListener('resize', markScrollers);
