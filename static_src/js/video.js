// Shows a video of another site in the page, after its reader has asked for it. Until then nothing is loaded from there.
function playerOf({ player, title }) {
  const frame = document.createElement("iframe");
  frame.src = player;
  frame.title = title;
  frame.allow = "fullscreen; picture-in-picture; encrypted-media";
  frame.allowFullscreen = true;
  // The player refuses to start without knowing the site that shows it; it learns the site, not the page.
  frame.referrerPolicy = "strict-origin";
  frame.tabIndex = 0;
  return frame;
}

function offer(video) {
  const { site, title } = video.dataset;
  const actions = document.createElement("p");
  const button = document.createElement("button");
  const note = document.createElement("p");
  actions.className = "actions";
  button.type = "button";
  button.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small";
  button.append("Show the video here");
  const what = document.createElement("span");
  what.className = "nhsuk-u-visually-hidden";
  what.append(`: ${title}`);
  button.append(what);
  note.className = "video__note";
  note.append(`${site} then learns that somebody watches from here, and may keep cookies in your browser.`);
  actions.append(button);
  video.querySelector(".video__link").before(actions, note);
  button.addEventListener("click", () => {
    const frame = playerOf(video.dataset);
    actions.replaceWith(frame);
    note.remove();
    frame.focus();
  });
}

document.querySelectorAll(".video[data-player]").forEach(offer);
