// Ticks a material without loading the page again: sends the same form, and takes from the answer
// the parts of the page that changed. Without this file, or when it fails, the form is sent as usual.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form.done");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.setAttribute("aria-disabled", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!answer.ok) throw new Error(answer.status);
    const after = new DOMParser().parseFromString(await answer.text(), "text/html");
    const home = form.closest("[data-live]").id;
    if (!after.getElementById(home)) throw new Error("no such part");
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = after.getElementById(part.id);
      if (fresh && fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
    }
    document.querySelector(`#${home} form.done button`).focus();
  } catch {
    form.submit();
  }
});
