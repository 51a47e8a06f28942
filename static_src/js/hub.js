// Every page works without this file. It only adds the formatting buttons above the composer's field.
import "@github/markdown-toolbar-element";
import "./video.js";
import "./autosave.js";
import "./progress.js";
import "./arrivals.js";
import "./ask-once.js";
import "./queue.js";
import "./reasons.js";
import "./suggest.js";
import "./use.js";
