// Says politely when posts came while a topic is being read: asks every half minute, only while the
// page is looked at, and puts a link into a region that screen readers announce. Nothing moves.
const EVERY = 30_000;
const place = document.querySelector("[data-arrived]");
let etag = "";

async function ask() {
  if (document.visibilityState !== "visible") return;
  const answer = await fetch(place.dataset.arrived, { headers: etag ? { "If-None-Match": etag } : {} });
  // Gone, or not for this reader any more: there is nothing to wait for.
  if (answer.status >= 400 && answer.status < 500) clearInterval(timer);
  if (answer.status !== 200) return;
  etag = answer.headers.get("ETag") || "";
  const { words, url } = await answer.json();
  if (!words || place.textContent.includes(words)) return;
  const link = document.createElement("a");
  link.href = url;
  link.textContent = `Show ${words}`;
  place.replaceChildren(link);
}

const timer = place && setInterval(() => ask().catch(() => {}), Number(place.dataset.every) || EVERY);
