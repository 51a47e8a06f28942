// Sends files as soon as they are chosen, dropped on the text or pasted into it, so that what is
// wrong with one is said at once. Without this file they go with the form.
import "@github/file-attachment-element";
import { token } from "./token.js";

class Attaching {
  constructor(box) {
    this.box = box;
    this.form = box.closest("form");
    this.list = box.querySelector("[data-attached]");
    this.said = box.querySelector("[data-attaching]");
    this.underWay = null;
    box.addEventListener("file-attachment-accepted", (event) => this.take(event.detail.attachments));
    this.form.addEventListener("submit", (event) => this.submitted(event));
  }

  take(attachments) {
    const before = this.underWay || Promise.resolve();
    const all = before.then(() => this.sendEach(attachments.map((each) => each.file)));
    this.underWay = all;
    all.then(() => {
      if (this.underWay === all) this.underWay = null;
    });
  }

  async sendEach(files) {
    const words = [];
    for (const file of files) {
      this.said.textContent = `Checking ${file.name} …`;
      words.push(await this.send(file));
    }
    this.said.textContent = words.join(" ");
  }

  async send(file) {
    const body = new FormData();
    body.append("upload", file, file.name);
    try {
      const answer = await fetch(this.box.dataset.upload, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": token(this.form), Accept: "application/json" },
        redirect: "error",
      });
      const told = await answer.json();
      return answer.ok ? this.added(told) : `${file.name} is not added. ${told.error}`;
    } catch {
      return `${file.name} is not added: the connection was lost. Choose it again.`;
    }
  }

  added({ name, html }) {
    this.list.insertAdjacentHTML("beforeend", html);
    this.list.hidden = false;
    // Drafts hear of it as of what is typed.
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
    const asks = this.list.lastElementChild.querySelector("input[type=text]");
    return asks ? `${name} is added. Say beside it what it shows.` : `${name} is added.`;
  }

  // A file that is still on its way goes with the post.
  submitted(event) {
    if (!this.underWay) return;
    event.preventDefault();
    const { submitter } = event;
    this.underWay.then(() => this.form.requestSubmit(submitter));
  }
}

document.querySelectorAll("file-attachment[data-upload]").forEach((box) => new Attaching(box));
