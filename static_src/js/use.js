// Tells the hub that a search was made, and which result was followed: its place, and nobody's name.
// The note is signed by the hub. Without this file nothing is counted.
const results = document.querySelector("[data-use]");

function tell(more) {
  navigator.sendBeacon(results.dataset.useAddress, new URLSearchParams({ use: results.dataset.use, ...more }));
}

function followed(event) {
  const row = event.target.closest("a") && event.target.closest("[data-rank]");
  if (row) tell({ rank: row.dataset.rank });
}

if (results) {
  // Going back or loading again is not another search.
  const [opened] = performance.getEntriesByType("navigation");
  if ("useFirst" in results.dataset && opened?.type === "navigate") tell({});
  results.addEventListener("click", followed);
  results.addEventListener("auxclick", followed);
}
