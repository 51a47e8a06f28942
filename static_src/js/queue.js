// Keys in the moderators' queue: j and k go through it, a, h and m press what stands there.
// Only while no field has the focus, and only until they are switched off (WCAG 2.1.4).
const KEPT = "queue-keys";

function isField(element) {
  return element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);
}

function switchedOff() {
  try {
    return localStorage.getItem(KEPT) === "off";
  } catch {
    return false;
  }
}

function keep(on) {
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch {
    // Without storage the choice holds for this page.
  }
}

function start(queue, panel) {
  const rows = [...queue.children];
  const on = panel.querySelector("input");
  on.checked = !switchedOff();
  panel.hidden = false;
  on.addEventListener("change", () => keep(on.checked));

  const current = () => rows.findIndex((row) => row.contains(document.activeElement));
  const go = (to) => {
    const row = rows[Math.min(Math.max(to, 0), rows.length - 1)];
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    // The box that switches the keys off is no field that one writes in.
    if (isField(event.target) && event.target !== on) return;
    const at = current();
    const acts = { j: () => go(at + 1), k: () => go(at < 0 ? 0 : at - 1) };
    const target = rows[at]?.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (acts[event.key]) acts[event.key]();
    else if (target && ["a", "h", "m"].includes(event.key)) target.click();
    else return;
    event.preventDefault();
  });
}

const queue = document.querySelector("#queue");
const panel = document.querySelector("#keys");
if (queue && panel) start(queue, panel);
