/* On a phone a side panel covers the form. Wagtail opens the one that was open last with each page: who came to write saw a preview, and no form. */
if (window.matchMedia("(max-width: 49.9375em)").matches) window.localStorage.removeItem("wagtail:side-panel-open");
