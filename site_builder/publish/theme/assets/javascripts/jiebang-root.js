// Lead to the visitor's language; without script the page itself offers both.
(() => {
  const wanted = (navigator.languages || [navigator.language || "zh"]).find((l) => /^(zh|en)/i.test(l)) || "en";
  location.replace(/^zh/i.test(wanted) ? "zh/" : "en/");
})();
