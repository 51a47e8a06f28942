// Where the form asks for a forum, says beside the button who would see the post there, and suggests
// the people of that forum after an @. Without this file the names stand beside the forums.
const form = document.querySelector("form[data-composer]");
const choice = form && form.querySelector("select[name=forum]");

if (choice) {
  const said = form.querySelector("[data-who-sees]");
  const expander = form.querySelector("text-expander");
  const tell = () => {
    const { who, slug } = choice.selectedOptions[0].dataset;
    said.textContent = who;
    expander.dataset.mentions = slug ? `${expander.dataset.people}?${new URLSearchParams({ forum: slug })}` : "";
  };
  choice.addEventListener("change", tell);
  // A browser that comes back to a page puts the choice back without saying so.
  window.addEventListener("pageshow", tell);
}
