// Lead to the visitor's language; without script the page itself offers all.
(() => {
  const own = [...document.querySelectorAll("link[hreflang]")].map((link) => link.hreflang).filter((lang) => lang !== "x-default");
  const fits = (wanted) => own.find((lang) => wanted === lang) || own.find((lang) => wanted.split("-")[0].toLowerCase() === lang.split("-")[0]);
  const found = (navigator.languages || [navigator.language || own[0]]).map(fits).find(Boolean);
  location.replace(`${found || "en"}/`);
})();
